import { useEffect, useRef, useState, type RefObject } from 'react';
import { LivePlayer, type PlayerState } from '../lib/livePlayer';

export interface Playing {
  player: RefObject<LivePlayer | null>;
  state: PlayerState;
  /** True when the moment asked for could not be shown. */
  missed: boolean;
}

/** Plays a playlist in the element as long as the component lives. A null playlist plays nothing yet. */
export function useLivePlayer(video: RefObject<HTMLVideoElement | null>, playlist: string | null, atMs: number | null): Playing {
  const player = useRef<LivePlayer | null>(null);
  const [state, setState] = useState<PlayerState>('loading');
  const [missed, setMissed] = useState(false);
  useEffect(() => {
    if (!video.current || playlist === null) return undefined;
    setState('loading');
    setMissed(false);
    const opened = new LivePlayer(video.current, playlist, atMs, setState, () => setMissed(true));
    player.current = opened;
    opened.open().catch(() => setState('retrying')); // the player's own code could not be loaded; a reload of the page asks again
    return () => {
      player.current = null;
      opened.close();
    };
  }, [video, playlist, atMs]);
  return { player, state, missed };
}
