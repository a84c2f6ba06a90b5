/* SPDX-License-Identifier: MIT */
/*
 * A campaign as the display sees it.
 */
#ifndef CAMPAIGN_VIEW_H
#define CAMPAIGN_VIEW_H

struct view;
void view_free(struct view *view);

#endif
