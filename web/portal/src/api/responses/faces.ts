/** GET /faces: one of the newest face crops, newest first. */
export interface Face {
  device: string;
  camera: string;
  time: string;
  score: number;
  url: string;
  width: number;
  height: number;
}
