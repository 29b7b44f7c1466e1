export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Where a picture lies inside an element that shows it whole (object-fit: contain), in the element's own pixels. */
export function letterbox(elementWidth: number, elementHeight: number, pictureWidth: number, pictureHeight: number): Rect {
  if (pictureWidth <= 0 || pictureHeight <= 0) return { x: 0, y: 0, width: elementWidth, height: elementHeight };
  const scale = Math.min(elementWidth / pictureWidth, elementHeight / pictureHeight);
  const width = pictureWidth * scale;
  const height = pictureHeight * scale;
  return { x: (elementWidth - width) / 2, y: (elementHeight - height) / 2, width, height };
}

/** A normalised box of the picture, cut at the picture's edge; null when nothing of it is inside. */
export function mapBox(box: readonly [number, number, number, number], picture: Rect): Rect | null {
  const left = clamp(box[0]);
  const top = clamp(box[1]);
  const right = clamp(box[0] + box[2]);
  const bottom = clamp(box[1] + box[3]);
  if (right <= left || bottom <= top) return null;
  return {
    x: picture.x + left * picture.width,
    y: picture.y + top * picture.height,
    width: (right - left) * picture.width,
    height: (bottom - top) * picture.height,
  };
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
