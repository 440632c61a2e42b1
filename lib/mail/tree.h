/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tree.h - the MIME structure of a message, flat, with byte ranges
 *
 * gmime parses; what comes out here are plain nodes in depth-first order, so
 * that the rules about OpenPGP and text are written without gmime. */
#ifndef SP_MAIL_TREE_H
#define SP_MAIL_TREE_H

#include <glib.h>
#include <stdint.h>

#include "lib/base/blob.h"
#include "lib/base/config.h"
#include "lib/base/status.h"
#include "lib/mail/head.h"

enum sp_coding { SP_CODING_PLAIN, SP_CODING_BASE64, SP_CODING_QP };

struct sp_node {
	int parent;		/* index of a node, -1: the root */
	unsigned depth;		/* root 0 */
	unsigned children;
	gboolean leaf;
	char *type;		/* "text/plain", lower case */
	char *charset;		/* or NULL */
	char *name;		/* file name, UTF-8, not yet cleaned; or NULL */
	char *disposition;	/* lower case, or NULL */
	char *boundary;		/* of a multipart, or NULL */
	char *protocol;		/* parameter, lower case, or NULL */
	char *protection;	/* parameter hp or protected-headers, or NULL */
	gboolean legacy;	/* parameter hp-legacy-display="1" */
	gboolean flowed;	/* parameter format="flowed" */
	gboolean irregular;	/* parameters that can be read in two ways, or
				   text around the parts of a multipart that is
				   not the root */
	enum sp_coding coding;	/* of a leaf */
	struct sp_range content;	/* of a leaf: its encoded body */
};

struct sp_tree {
	const uint8_t *bytes;	/* borrowed */
	GPtrArray *nodes;	/* of struct sp_node *, at least the root */
	gboolean doubtful;	/* gmime cannot read the header, or disputes
				   where it ends */
};

/* SP_EDATA names the limit of conf that the message breaks. */
enum sp_status sp_tree_read(const struct sp_config *conf, const uint8_t *bytes,
			    size_t len, const struct sp_head *head,
			    struct sp_tree **tree, struct sp_err *err)
			    SP_CHECKED;
void sp_tree_free(struct sp_tree *tree);

const struct sp_node *sp_tree_node(const struct sp_tree *tree, guint i);
/* Index of the n-th child of node i, or -1. */
int sp_tree_child(const struct sp_tree *tree, int i, unsigned n);

/* The decoded body of a leaf, at most max bytes of it. g_bytes_unref(). */
GBytes *sp_tree_decode(const struct sp_tree *tree, const struct sp_node *node,
		       size_t max);

#endif
