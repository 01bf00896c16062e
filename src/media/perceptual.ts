import { openPicture } from './picture.ts';

const SIDE = 32;
const BITS = 64;

/**
 * Where the 64 slowest waves stand in a square of frequencies, without the first, which is only how bright it all is:
 * from the corner outwards, diagonal by diagonal.
 */
const WAVES = Array.from({ length: SIDE }, (_, sum) =>
  Array.from({ length: sum + 1 }, (_, row) => [row, sum - row] as const),
)
  .flat()
  .slice(1, BITS + 1);

const COSINES = Array.from({ length: SIDE }, (_, wave) =>
  Float64Array.from({ length: SIDE }, (_, at) => Math.cos((Math.PI * wave * (2 * at + 1)) / (2 * SIDE))),
);

/** Below this, in levels of grey, nothing is to be seen: what is left is noise, and one empty page is like the other. */
const LEAST_CONTRAST = 2;

/**
 * 64 bits that stay near (few differ) when a picture is scaled, compressed again or made lighter: whether each of its
 * slowest waves is stronger than their middle (after C. Zauner, "Implementation and Benchmarking of Perceptual Image Hash
 * Functions", 2010, there called DCT hash).
 * @returns null where the picture cannot be drawn, or nothing is to be seen on it
 */
export async function perceptualHash(bytes: Buffer): Promise<Buffer | null> {
  let grey: Buffer;
  try {
    grey = await openPicture(bytes)
      .flatten({ background: '#fff' })
      .greyscale()
      .resize(SIDE, SIDE, { fit: 'fill' })
      .raw()
      .toBuffer();
  } catch {
    return null;
  }
  const waves = WAVES.map(([row, column]) => strengthOf(grey, row, column));
  const middle = [...waves].sort((a, b) => a - b)[BITS / 2] ?? 0;
  if (contrastOf(grey) < LEAST_CONTRAST) return null;
  const hash = Buffer.alloc(BITS / 8);
  for (const [at, wave] of waves.entries()) {
    if (wave > middle) hash[at >> 3] = (hash[at >> 3] ?? 0) | (0x80 >> (at & 7));
  }
  return hash;
}

/** How much of one wave is in the picture: the discrete cosine transform at one place. */
function strengthOf(grey: Buffer, row: number, column: number): number {
  let sum = 0;
  for (let y = 0; y < SIDE; y += 1) {
    let line = 0;
    for (let x = 0; x < SIDE; x += 1) line += (grey[y * SIDE + x] ?? 0) * (COSINES[column]?.[x] ?? 0);
    sum += line * (COSINES[row]?.[y] ?? 0);
  }
  return sum;
}

function contrastOf(grey: Buffer): number {
  const mean = grey.reduce((sum, level) => sum + level, 0) / grey.length;
  return Math.sqrt(grey.reduce((sum, level) => sum + (level - mean) ** 2, 0) / grey.length);
}
