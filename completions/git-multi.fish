# SPDX-License-Identifier: MIT
# Completion of `git-multi` in fish, whose own completion of git takes it for
# `git multi`, too; what fits is told by git-multi itself.

complete -c git-multi -f -a '(__git_multi_complete (commandline -opc)[2..])'
