import { useEffect, useRef, useState } from 'preact/hooks';
import { MeshSign } from './avatar.tsx';
import { MessageRow } from './message.tsx';
import type { Channel, Ephemeral, Message } from './model.ts';
import { dayName } from './moment.ts';
import { useWorkspace } from './workspace-context.ts';

const JOIN_WITHIN_SECONDS = 300;
/** More than these are shown when somebody asks. */
const SHOWN_AT_FIRST = 150;

export interface MessageListProps {
  readonly channel: Channel;
  /** Shows one thread instead of the channel. */
  readonly thread?: string;
  readonly onThread?: (ts: string) => void;
}

type Row = Message & { readonly ephemeral?: Ephemeral };

/** Messages of a channel or a thread, with what is visible to the acting person alone among them. */
export function MessageList({ channel, thread, onThread }: MessageListProps) {
  const { state, me } = useWorkspace();
  const bot = state.workspaces.find(({ id }) => id === channel.teamId)?.botUserId ?? me.id;
  const end = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState(SHOWN_AT_FIRST);
  const all = rowsOf(
    channel,
    state.ephemerals.filter((one) => one.user === me.id && one.channel === channel.id),
    thread,
    bot,
  );
  const rows = all.slice(-shown);
  const last = rows.at(-1)?.ts;
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'end' });
  }, [channel.id, thread, last]);
  return (
    <div
      class="messages"
      role="log"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={thread ? 'Thread' : `Messages in ${channel.isIm ? state.app.name : channel.name}`}
    >
      <div class="messages-inner">
        {all.length > rows.length ? (
          <button type="button" class="button earlier" onClick={() => setShown(shown + SHOWN_AT_FIRST)}>
            Show {Math.min(SHOWN_AT_FIRST, all.length - rows.length)} earlier messages
          </button>
        ) : thread ? null : (
          <Beginning channel={channel} />
        )}
        {rows.map((row, index) => {
          const before = rows[index - 1];
          const newDay = dayOf(row) !== (before && dayOf(before));
          const replies = thread ? [] : channel.messages.filter(({ threadTs }) => threadTs === row.ts);
          return (
            <div key={row.ts}>
              {newDay && !thread ? (
                <div class="day">
                  <span>{dayName(Number(row.ts) * 1000, state.clock.now)}</span>
                </div>
              ) : null}
              <MessageRow
                channel={channel.id}
                message={row}
                {...(row.ephemeral ? { ephemeral: row.ephemeral } : {})}
                joined={!newDay && before?.ts !== thread && isJoined(row, before)}
                replies={replies}
                onThread={onThread && !row.ephemeral ? () => onThread(row.threadTs ?? row.ts) : undefined}
              />
            </div>
          );
        })}
        <div ref={end} />
      </div>
    </div>
  );
}

/** Above the first message: what this place is for. */
function Beginning({ channel }: { readonly channel: Channel }) {
  const { state } = useWorkspace();
  const name = channel.isIm ? state.app.name : `#${channel.name}`;
  return (
    <div class="beginning">
      <span class="beginning-icon" aria-hidden="true">
        {channel.isIm ? <MeshSign /> : channel.isPrivate ? '🔒' : '#'}
      </span>
      <p class="beginning-title">{channel.isIm ? name : `This is the beginning of ${name}`}</p>
      <p>
        {channel.isIm
          ? `What ${name} tells you, and nobody else, is here.`
          : `${channel.topic ? `${channel.topic}. ` : ''}Type / to see what can be asked here.`}
      </p>
    </div>
  );
}

/** Ephemeral messages name the person who sees them; it was the app that said them. */
function rowsOf(
  channel: Channel,
  ephemerals: readonly Ephemeral[],
  thread: string | undefined,
  bot: string,
): readonly Row[] {
  const own = (message: Message): boolean =>
    thread === undefined
      ? message.threadTs === undefined || message.broadcast === true
      : message.ts === thread || message.threadTs === thread;
  const private_ = ephemerals
    .filter(({ threadTs }) => threadTs === thread)
    .map((ephemeral): Row => ({ ...ephemeral, user: bot, ephemeral }));
  return [...channel.messages.filter(own), ...private_].sort((a, b) => Number(a.ts) - Number(b.ts));
}

function isJoined(row: Row, before: Row | undefined): boolean {
  return (
    before !== undefined &&
    before.user === row.user &&
    !row.ephemeral &&
    !before.ephemeral &&
    !row.blocks &&
    Number(row.ts) - Number(before.ts) < JOIN_WITHIN_SECONDS
  );
}

function dayOf({ ts }: Row): string {
  return new Date(Number(ts) * 1000).toDateString();
}
