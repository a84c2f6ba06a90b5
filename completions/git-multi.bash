# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Completion of `git multi` and `git-multi` in bash. git's own completion
# calls _git_multi, also for an alias; what fits is told by git-multi itself.

# What stands in front of the last '=' or ':' is left alone by readline where
# bash breaks words there.
__git_multi_before () {
	local breaks=${COMP_WORDBREAKS//[^=:]/}

	test -n "$breaks" || return
	printf '%s' "${1%"${1##*["$breaks"]}"}"
}

# __git_multi_reply CUR WORD...: the words behind `git multi`, the last is CUR.
__git_multi_reply () {
	local cur=$1 value before what
	shift
	before=$(__git_multi_before "$cur")
	COMPREPLY=()
	while IFS=$'\t' read -r value what; do
		case $value in
		:file|:directory|:command)
			what=${value#:}
			compopt -o filenames +o nospace 2>/dev/null
			while IFS= read -r value; do
				COMPREPLY+=("$value")
			done < <(compgen -A "$what" -- "${cur##--*=}")
			;;
		*=)
			COMPREPLY+=("${value#"$before"}")
			;;
		*)
			COMPREPLY+=("${value#"$before"} ")
			;;
		esac
	done < <(git-multi --complete line "$@" 2>/dev/null ||
		git multi --complete line "$@" 2>/dev/null)
}

# For git's completion: words, cword and cur are git's.
_git_multi () {
	# shellcheck disable=SC2154 # git's variables
	local at=${__git_cmd_idx:-1} expansion
	local -a line

	# an alias may hold more than its command: alias.mr = multi run
	line=("${words[@]:at+1:cword-at}")
	if test "${COMP_WORDS[at]}" != multi; then
		expansion=$(git config --get "alias.${COMP_WORDS[at]}")
		expansion=${expansion#*multi}
		# shellcheck disable=SC2206 # a list of words
		line=($expansion "${line[@]}")
	fi
	# shellcheck disable=SC2154
	__git_multi_reply "$cur" "${line[@]}"
}

# For `git-multi` itself: bash's words again without its breaks at '=', ':'.
__git_multi_main () {
	local rest=${COMP_LINE:0:COMP_POINT} word i
	local -a line=()

	for ((i = 0; i <= COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]}
		if ((i > 0)) && [[ $rest != [[:space:]]* ]] &&
			((${#line[@]} > 0)) && test -n "$word"; then
			line[${#line[@]}-1]+=$word
		else
			line+=("$word")
		fi
		rest=${rest#"${rest%%[![:space:]]*}"}
		rest=${rest#"$word"}
	done
	__git_multi_reply "${line[${#line[@]}-1]}" "${line[@]:1}"
}

complete -o bashdefault -o nospace -F __git_multi_main git-multi
