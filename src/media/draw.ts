import { renderAsync } from '@resvg/resvg-js';
import sharp from 'sharp';

/**
 * Draws a picture of ours. What is written in it must be shapes already: no font of the machine is asked, so that the
 * same picture comes out everywhere. Works outside the event loop.
 * @param svg made by us: never a file that somebody sent
 * @returns PNG of at most 256 colours, which flat colours do with
 */
export async function drawPng(svg: string): Promise<Buffer> {
  const drawn = await renderAsync(svg, { font: { loadSystemFonts: false } });
  return sharp(drawn.asPng()).png({ palette: true, compressionLevel: 9, effort: 7 }).toBuffer();
}
