import { useState } from 'preact/hooks';
import { Menu } from './menu.tsx';
import type { Bodies, Inspected } from './model.ts';
import { clockTime } from './moment.ts';
import { loadBodies } from './server.ts';
import { useWorkspace } from './workspace-context.ts';

const ACK_LIMIT_MS = 3000;
const SHOWN = 150;

/** Every request between Slack and the app, newest first, with the time that the answer took and what was refused. */
export function InspectorPanel({ onClose }: { readonly onClose: () => void }) {
  const { state, act } = useWorkspace();
  const [only, setOnly] = useState<'all' | 'app' | 'trouble'>('all');
  const entries = [...state.requests, ...state.calls]
    .sort((a, b) => b.id - a.id)
    .filter((entry) => only === 'all' || (only === 'app' ? entry.to === 'app' : entry.error !== undefined))
    .slice(0, SHOWN);
  const advance = (seconds: number): void => void act('clock', { advanceSeconds: seconds });
  return (
    <aside class="panel" aria-label="Inspector">
      <header class="panel-head">
        <h2>Inspector</h2>
        <FaultMenu />
        <button type="button" class="button icon plain" aria-label="Close inspector" onClick={onClose}>
          ✕
        </button>
      </header>
      <div class="panel-tools">
        <fieldset class="segmented" aria-label="Show">
          {(['all', 'app', 'trouble'] as const).map((choice) => (
            <button type="button" key={choice} aria-pressed={only === choice} onClick={() => setOnly(choice)}>
              {{ all: 'All', app: 'To the app', trouble: 'Trouble' }[choice]}
            </button>
          ))}
        </fieldset>
        <div class="clock">
          <span>
            Clock{' '}
            <strong>
              {new Date(state.clock.now).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })}
            </strong>
          </span>
          <button type="button" class="button small" onClick={() => advance(60)}>
            +1 min
          </button>
          <button type="button" class="button small" onClick={() => advance(3600)}>
            +1 h
          </button>
          <button type="button" class="button small" onClick={() => advance(86_400)}>
            +1 day
          </button>
        </div>
      </div>
      <Rates />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <ol class="requests" tabIndex={0} aria-label="Requests">
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
        {entries.length === 0 ? <li class="empty">Nothing yet. Type /mesh in a channel.</li> : null}
      </ol>
    </aside>
  );
}

const FAULTS = [
  { label: 'Lose the answer to the next command', operation: 'deliver:command', kind: 'drop' },
  {
    label: 'Throttle the next post for 30 seconds',
    operation: 'chat.postMessage',
    kind: 'throttle',
    ms: 30_000,
  },
  { label: 'Post the next message, but lose the answer', operation: 'chat.postMessage', kind: 'drop' },
  { label: 'Fail the next call of the app', operation: '*', kind: 'error' },
] as const;

/** What can go wrong in Slack, to see how the app takes it. */
function FaultMenu() {
  const { act, say } = useWorkspace();
  const items = FAULTS.map(({ label, ...fault }) => ({
    key: label,
    label,
    choose: async () => {
      await act('faults', { target: 'slack', count: 1, ...fault });
      say(`${label}: waiting for it.`);
    },
  }));
  return <Menu label="Cause trouble" icon="🧨" items={items} />;
}

/** What is left of Slack's rate limits, where it is less than half. */
function Rates() {
  const { state } = useWorkspace();
  const scarce = state.rates.filter(({ left, of }) => left < of / 2);
  return scarce.length > 0 ? (
    <ul class="rates" aria-label="Rate limits">
      {scarce.map(({ key, left, of }) => (
        <li key={key}>
          <code>{key}</code> {left} of {of} left
        </li>
      ))}
    </ul>
  ) : null;
}

function Entry({ entry }: { readonly entry: Inspected }) {
  const [bodies, setBodies] = useState<Bodies | undefined>();
  const look = async (open: boolean): Promise<void> =>
    setBodies(open ? await loadBodies(entry.id) : undefined);
  const { state } = useWorkspace();
  const who = state.users.find(({ id }) => id === entry.user)?.realName;
  const share = Math.min(100, (entry.ackMs / ACK_LIMIT_MS) * 100);
  const pace = entry.ackMs > 2000 ? 'slow' : entry.ackMs > 1000 ? 'fair' : 'fast';
  const running = entry.to === 'app' && entry.status === 0 && entry.error === undefined;
  return (
    <li class={entry.error ? 'request trouble' : 'request'}>
      <details onToggle={(event) => void look(event.currentTarget.open)}>
        <summary>
          <span class="direction" title={entry.to === 'app' ? 'Slack to the app' : 'The app to Slack'}>
            {entry.to === 'app' ? '→ app' : '→ slack'}
          </span>
          <span class="kind">{entry.kind}</span>
          <span class={entry.error ? 'status bad' : 'status'}>
            {entry.error ?? (running ? '…' : entry.status)}
          </span>
          <small>
            {clockTime(String(entry.at / 1000))}
            {who ? ` · ${who}` : ''}
          </small>
          {entry.to === 'app' ? (
            <span class="ack" title={`${entry.ackMs} ms of ${ACK_LIMIT_MS} ms`}>
              <span class="ack-bar">
                <span class={pace} style={{ width: `${Math.max(1, share)}%` }} />
              </span>
              <small class="ack-time">{Math.round(entry.ackMs)} ms</small>
            </span>
          ) : null}
        </summary>
        {bodies ? (
          <>
            <Body title="Request" body={bodies.request} />
            <Body title="Answer" body={bodies.response} />
          </>
        ) : null}
        {entry.note ? <p class="entry-note">{entry.note}</p> : null}
      </details>
      <Problems entry={entry} />
    </li>
  );
}

function Problems({ entry }: { readonly entry: Inspected }) {
  return entry.problems && entry.problems.length > 0 ? (
    <ul class="problems">
      {entry.problems.map(({ pointer, message }) => (
        <li key={pointer}>
          <code>{pointer}</code> {message}
        </li>
      ))}
    </ul>
  ) : null;
}

function Body({ title, body }: { readonly title: string; readonly body: unknown }) {
  const text = typeof body === 'string' ? pretty(body) : JSON.stringify(body, null, 2);
  return text ? (
    <>
      <h3>{title}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>{text}</pre>
    </>
  ) : null;
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
