# SPDX-License-Identifier: MIT
# plot.awk: requests over time, a panel for each way, as SVG.
#
#	awk -f plot.awk -v title=T name=FILE… >plot.svg
#
# (written as `way="one after another" FILE` pairs). FILE is the demo forge's
# `times`: seconds of its clock, status, kind. 403 and 429 were refused: red,
# on top of what was answered.

FNR == 1 {
	nr++
	name[nr] = way
	first[nr] = $1
}
{
	at = $1 - first[nr]
	if (at < 0)
		at = 0
	if (at > longest)
		longest = at
	if (at > last[nr])
		last[nr] = at
	count[nr]++
	when[nr, count[nr]] = at
	bad[nr, count[nr]] = $2 == 403 || $2 == 429 || $2 == "000"
	refused[nr] += bad[nr, count[nr]]
}

function escape(text) {
	gsub(/&/, "\\&amp;", text)
	gsub(/</, "\\&lt;", text)
	return text
}

function text(x, y, anchor, size, words) {
	printf "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\"" \
		" font-size=\"%d\">%s</text>\n", x, y, anchor, size,
		escape(words)
}

function bar(x, y, height, colour) {
	if (height > 0)
		printf "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\"" \
			" height=\"%.2f\" fill=\"%s\"/>\n", x, y,
			width / bins * 0.9, height, colour
}

# a round number of seconds for the axis: at most eight of them
function tick_of(span,    i, n, list) {
	n = split("1 2 5 10 15 30 60 120 300 600 900 1800 3600 7200", list, " ")
	for (i = 1; i <= n; i++)
		if (span / list[i] <= 8)
			return list[i]
	return list[n]
}

function panel(i, top,    j, bin, ok, no, most, x, h) {
	for (j = 1; j <= count[i]; j++) {
		bin = int(when[i, j] / longest * (bins - 1))
		if (bad[i, j])
			no[bin]++
		else
			ok[bin]++
		if (ok[bin] + no[bin] > most)
			most = ok[bin] + no[bin]
	}
	text(left, top - 8, "start", 13, sprintf("%s: %d requests in %s, " \
		"%d refused", name[i], count[i], clock(last[i]), refused[i]))
	text(left - 6, top + 8, "end", 10, sprintf("%.1f/s",
		most * bins / longest))
	text(left - 6, top + height, "end", 10, "0")
	for (bin = 0; bin < bins; bin++) {
		x = left + bin * width / bins
		h = ok[bin] / most * height
		bar(x, top + height - h, h, "#3b78b5")
		bar(x, top + height - h - no[bin] / most * height,
		    no[bin] / most * height, "#cc2f2f")
	}
	printf "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"" \
		" stroke=\"#444\"/>\n", left, top + height, left + width,
		top + height
}

function clock(seconds) {
	if (seconds < 120)
		return sprintf("%.0f s", seconds)
	return sprintf("%d min %d s", seconds / 60, seconds % 60)
}

END {
	bins = 150; left = 70; width = 700; height = 90; gap = 42
	all = 60 + nr * (height + gap) + 30
	if (longest <= 0)
		longest = 1
	printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 800 " \
		"%d\" font-family=\"sans-serif\">\n", all
	printf "<rect width=\"800\" height=\"%d\" fill=\"#fff\"/>\n", all
	text(left, 22, "start", 15, title)
	bar_key = "refused"
	printf "<rect x=\"690\" y=\"11\" width=\"12\" height=\"12\"" \
		" fill=\"#cc2f2f\"/>\n"
	text(707, 22, "start", 12, bar_key)
	for (i = 1; i <= nr; i++)
		panel(i, 60 + (i - 1) * (height + gap))
	tick = tick_of(longest)
	for (at = 0; at <= longest; at += tick)
		text(left + at / longest * width, all - 22, "middle", 10,
		     tick < 60 ? at " s" : at / 60 " min")
	text(left + width / 2, all - 6, "middle", 11,
	     "time of the server's clock")
	print "</svg>"
}
