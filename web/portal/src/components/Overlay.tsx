import { useEffect, useRef, type RefObject } from 'react';
import type { DetectionTimeline } from '../lib/detectionTimeline';
import type { LivePlayer } from '../lib/livePlayer';
import { drawOverlay } from '../lib/overlay';
import styles from './LiveVideo.module.css';

const ToleranceMs = 250; // an analysed frame speaks for its neighbours this far; slower analysis shows boxes now and then

interface OverlayProps {
  video: RefObject<HTMLVideoElement | null>;
  player: RefObject<LivePlayer | null>;
  timeline: DetectionTimeline;
  label: string;
}

/** Boxes over the video, redrawn with every picture that the browser puts on the screen, from the detections of that moment. */
export function Overlay({ video, player, timeline, label }: OverlayProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current!;
    const source = video.current!;
    const context = element.getContext('2d')!;
    let callback = 0;
    const paint = (_: number, picture: VideoFrameCallbackMetadata) => {
      callback = source.requestVideoFrameCallback(paint);
      fitToScreen(element, context);
      context.clearRect(0, 0, element.clientWidth, element.clientHeight);
      const shownMs = player.current?.wallClockMs(picture.mediaTime) ?? null;
      const frame = shownMs === null ? null : timeline.pick(shownMs, ToleranceMs);
      const boxes = frame ? drawOverlay(context, element.clientWidth, element.clientHeight, frame) : 0;
      element.dataset['boxes'] = String(boxes);
    };
    callback = source.requestVideoFrameCallback(paint);
    return () => source.cancelVideoFrameCallback(callback);
  }, [video, player, timeline]);
  return <canvas ref={canvas} className={styles.overlay} data-testid="overlay" role="img" aria-label={label} />;
}

/** One canvas pixel for each pixel of the screen, drawn in CSS pixels. */
function fitToScreen(element: HTMLCanvasElement, context: CanvasRenderingContext2D): void {
  const ratio = window.devicePixelRatio;
  const width = Math.round(element.clientWidth * ratio);
  const height = Math.round(element.clientHeight * ratio);
  if (element.width !== width || element.height !== height) {
    element.width = width;
    element.height = height;
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
}
