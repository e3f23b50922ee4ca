/** Characters of content that a record carries at most: what is longer is cut, and kept whole in the page. */
export const MAX_SPAN_CHARACTERS = 262_144
