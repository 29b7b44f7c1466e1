import type { DetectionFrame } from '../api/responses/detections';
import { letterbox, mapBox, type Rect } from './letterbox';

const LabelHeight = 20;

/** Draws one frame's boxes, labels and keypoints over the picture, in CSS pixels. Returns how many boxes were drawn. */
export function drawOverlay(context: CanvasRenderingContext2D, width: number, height: number, frame: DetectionFrame): number {
  const picture = letterbox(width, height, frame.width, frame.height);
  let drawn = 0;
  for (const detection of frame.detections) {
    const box = mapBox(detection.box, picture);
    if (!box) continue;
    const colour = colourOf(detection.label);
    drawBox(context, box, colour);
    for (const point of detection.keypoints ?? []) {
      if (point[2] < 0.3) continue; // a guess of the model: most are wrong
      drawPoint(context, picture.x + point[0] * picture.width, picture.y + point[1] * picture.height, colour);
    }
    if (box.width >= 28) drawLabel(context, box, `${detection.label} ${Math.round(detection.score * 100)}%`, colour, picture);
    drawn++;
  }
  return drawn;
}

/** One colour for each kind of thing, the same on every camera; bright, because they lie on video. */
export function colourOf(label: string): string {
  if (label === 'face') return '#5ee3f0';
  if (label === 'person') return '#ffd166';
  let hash = 0;
  for (const letter of label) hash = (hash * 31 + letter.codePointAt(0)!) >>> 0;
  return `hsl(${hash % 360} 85% 70%)`;
}

function drawBox(context: CanvasRenderingContext2D, box: Rect, colour: string): void {
  const radius = Math.min(6, box.width / 4, box.height / 4);
  context.beginPath();
  context.roundRect(box.x, box.y, box.width, box.height, radius);
  context.lineWidth = 4;
  context.strokeStyle = 'rgb(0 0 0 / 45%)'; // a dark edge keeps the line visible on bright pictures
  context.stroke();
  context.lineWidth = 2;
  context.strokeStyle = colour;
  context.stroke();
}

function drawPoint(context: CanvasRenderingContext2D, x: number, y: number, colour: string): void {
  context.beginPath();
  context.arc(x, y, 2.25, 0, 2 * Math.PI);
  context.lineWidth = 1.5;
  context.strokeStyle = 'rgb(0 0 0 / 55%)';
  context.stroke();
  context.fillStyle = colour;
  context.fill();
}

function drawLabel(context: CanvasRenderingContext2D, box: Rect, text: string, colour: string, picture: Rect): void {
  context.font = '600 11px system-ui, sans-serif';
  context.textBaseline = 'middle';
  const width = context.measureText(text).width + 12;
  const above = box.y - LabelHeight - 3;
  const y = above >= picture.y ? above : Math.min(box.y + box.height + 3, picture.y + picture.height - LabelHeight);
  const x = Math.max(picture.x, Math.min(box.x - 1, picture.x + picture.width - width));
  context.beginPath();
  context.roundRect(x, y, width, LabelHeight, 5);
  context.fillStyle = 'rgb(6 18 24 / 78%)';
  context.fill();
  context.fillStyle = colour;
  context.fillText(text, x + 6, y + LabelHeight / 2 + 0.5);
}
