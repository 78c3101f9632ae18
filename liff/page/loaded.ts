import { useCallback, useEffect, useRef, useState } from 'hono/jsx/dom';
import { type Refused, reasonOf } from './client.ts';

export type Loaded<Value> = { value?: Value; refused?: Refused; reload: () => Promise<void> };

/**
 * What `load` brings, again whenever `reload` is called, which ends when it is there; a value once there stays while a newer one is
 * fetched. With `first` it is there at once.
 */
export function useLoaded<Value>(load: () => Promise<Value>, key = '', first?: Value): Loaded<Value> {
  const [state, setState] = useState<{ key: string; value?: Value; refused?: Refused }>(
    first === undefined ? { key } : { key, value: first },
  );
  const current = useRef(key);
  current.current = key;
  const reload = useCallback(() => {
    const stillWanted = () => current.current === key;
    return load().then(
      (value) => void (stillWanted() && setState({ key, value })),
      (error) => void (stillWanted() && setState({ key, refused: reasonOf(error) })),
    );
  }, [key]);
  useEffect(() => {
    if (first === undefined) reload();
  }, [key]);
  return { ...(state.key === key ? state : {}), reload };
}

export type Doing = { busy: boolean; refused?: Refused; run: (work: () => Promise<void>) => void };

/** Something the member sets going: one at a time, and what came back when it was refused. */
export function useDoing(): Doing {
  const [state, setState] = useState<{ busy: boolean; refused?: Refused }>({ busy: false });
  const busy = useRef(false);
  const run = (work: () => Promise<void>) => {
    if (busy.current) return;
    busy.current = true;
    setState({ busy: true });
    work()
      .then(
        () => setState({ busy: false }),
        (error) => setState({ busy: false, refused: reasonOf(error) }),
      )
      .finally(() => {
        busy.current = false;
      });
  };
  return { ...state, run };
}
