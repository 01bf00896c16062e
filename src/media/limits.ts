/** Largest file that is kept, in bytes: what WhatsApp carries of sound and video, both ways. */
export const LARGEST_FILE = 16 * 1024 * 1024;

/**
 * Largest picture that is opened, in pixels: more than phones send by WhatsApp or Telegram (2 to 16 million), little
 * enough that a bomb of a few kilobytes costs some hundred megabytes for a moment and not the process.
 */
export const MOST_PIXELS = 40_000_000;

/**
 * So many segments, chunks, blocks or boxes a file may be made of: many times what cameras and editors make of 16 MB,
 * little enough that nobody waits while one is walked through that is made of nothing else.
 */
export const MOST_PIECES = 65_536;

/** Longest that opening one picture may take, in seconds. */
export const PICTURE_SECONDS = 10;

/** Longer side of what the desk shows before somebody opens a picture: about 10 kB on a slow link. */
export const THUMBNAIL_SIDE = 320;

/** So much of a sound is fingerprinted, in seconds: the habit of Chromaprint, so that results can be compared. */
export const FINGERPRINT_SECONDS = 120;

/** Longest that fingerprinting may take, in milliseconds. */
export const FINGERPRINT_MS = 20_000;
