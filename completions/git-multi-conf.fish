# SPDX-License-Identifier: MIT
# For fish's completion of `git multi`: what fits is told by git-multi itself.

# The words behind `git multi`; the one that is typed comes from fish.
function __git_multi_complete
    set -l current (commandline -ct)
    set -l lines
    if command -q git-multi
        set lines (command git-multi --complete line $argv "$current" 2>/dev/null)
    else
        set lines (command git multi --complete line $argv "$current" 2>/dev/null)
    end
    for line in $lines
        switch $line
            case ':file' ':directory'
                set -l before (string match -r -- '^--[^=]*=' $current)
                set -l rest (string replace -r -- '^--[^=]*=' '' $current)
                for path in (complete -C "__git_multi_path $rest")
                    echo "$before$path"
                end
            case ':command'
                complete -C "$current"
            case '*'
                echo $line
        end
    end
end

# A word of no command, for the names of files alone.
function __git_multi_path
end

# Behind the command, which may be an alias for more than its name. The
# functions of fish's own completion are there by then.
function __git_multi_words
    set -l words (commandline -opc)
    set -l command (__fish_git_needs_command)
    set -l at (contains -i -- $command $words)
    or return
    set -e words[1..$at]
    if test "$command" != multi
        set -l expansion (git config --get alias.$command)
        string split -n ' ' -- (string replace -r '^.*?multi' '' -- $expansion)
    end
    string join \n -- $words
end

complete -c git -f -n '__fish_git_using_command multi' -a '(__git_multi_complete (__git_multi_words))'
