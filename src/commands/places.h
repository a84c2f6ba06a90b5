/* SPDX-License-Identifier: MIT */
/*
 * Where "make install" puts things; configure tells.
 */
#ifndef COMMANDS_PLACES_H
#define COMMANDS_PLACES_H

#ifndef DATADIR
#define DATADIR "/usr/local/share"
#endif
#ifndef PKGLIBEXECDIR
#define PKGLIBEXECDIR "/usr/local/libexec/git-multi"
#endif
#ifndef BASHCOMPLETIONDIR
#define BASHCOMPLETIONDIR DATADIR "/bash-completion/completions"
#endif
#ifndef ZSHFUNCTIONSDIR
#define ZSHFUNCTIONSDIR DATADIR "/zsh/site-functions"
#endif
#ifndef FISHDIR
#define FISHDIR DATADIR "/fish"
#endif

#endif
