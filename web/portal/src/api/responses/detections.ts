export interface Detection {
  label: string;
  score: number;
  /** x, y, width, height; 0…1 of the frame, origin top left. */
  box: [number, number, number, number];
  /** x, y, score. */
  keypoints?: [number, number, number][] | null;
}

export interface DetectionFrame {
  time: string;
  width: number;
  height: number;
  model: string | null;
  detections: Detection[];
}

/** GET /cameras/{device}/{camera}/detections: the analysed frames of a span of time, oldest first. */
export interface DetectionFrames {
  frames: DetectionFrame[];
}
