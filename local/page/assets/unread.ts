import { useEffect, useState } from 'preact/hooks';
import type { Channel } from './model.ts';

type Seen = Readonly<Record<string, string>>;

/** Which channels have messages newer than what this person last looked at here. Remembered by the browser. */
export function useUnread(channels: readonly Channel[], user: string, open: string): ReadonlySet<string> {
  const [seen, setSeen] = useState<Seen>(() => load(user));
  useEffect(() => setSeen(load(user)), [user]);
  const newest = channels.find(({ id }) => id === open)?.messages.at(-1)?.ts;
  useEffect(() => {
    if (newest) {
      const next = { ...load(user), [open]: newest };
      localStorage.setItem(keyOf(user), JSON.stringify(next));
      setSeen(next);
    }
  }, [user, open, newest]);
  return new Set(
    channels
      .filter(({ id, members, messages }) => {
        const last = messages.filter((message) => message.user !== user).at(-1);
        return (
          id !== open &&
          members.includes(user) &&
          last !== undefined &&
          Number(last.ts) > Number(seen[id] ?? 0)
        );
      })
      .map(({ id }) => id),
  );
}

function keyOf(user: string): string {
  return `seen/${user}`;
}

function load(user: string): Seen {
  try {
    return JSON.parse(localStorage.getItem(keyOf(user)) ?? '{}');
  } catch {
    return {};
  }
}
