/** Milliseconds since the epoch, and the value there. */
export type Point = [timeMs: number, value: number];

/** GET /charts/detections: how many detections in each bucket, by camera. */
export interface DetectionsChart {
  bucketSeconds: number;
  series: { device: string; camera: string; points: Point[] }[];
}

/** GET /charts/readings: mean of each sensor over time. */
export interface ReadingsChart {
  series: { device: string; sensor: string; unit: string | null; points: Point[] }[];
}
