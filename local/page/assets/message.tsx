import { Avatar } from './avatar.tsx';
import { Blocks } from './blocks.tsx';
import { emoji } from './emoji.ts';
import { useForm } from './form.ts';
import { Menu } from './menu.tsx';
import type { Ephemeral, Message } from './model.ts';
import { clockTime, isoOf } from './moment.ts';
import { Mrkdwn } from './mrkdwn.tsx';
import { useWorkspace } from './workspace-context.ts';

export interface MessageProps {
  readonly channel: string;
  readonly message: Message;
  /** Follows another of the same author closely: no name and picture again. */
  readonly joined?: boolean;
  readonly ephemeral?: Ephemeral;
  readonly replies?: readonly Message[];
  readonly onThread?: (() => void) | undefined;
}

export function MessageRow({
  channel,
  message,
  joined = false,
  ephemeral,
  replies = [],
  onThread,
}: MessageProps) {
  const { state, me, act } = useWorkspace();
  const author = state.users.find(({ id }) => id === message.user);
  const fromSlack = ephemeral?.from === 'slack';
  const name = fromSlack ? 'Slack' : (author?.realName ?? message.user);
  return (
    <article
      class={['message', joined ? 'joined' : '', ephemeral ? 'ephemeral' : ''].join(' ')}
      aria-label={`${name}, ${clockTime(message.ts)}`}
    >
      {joined ? null : fromSlack ? (
        <span class="avatar slack-says" aria-hidden="true">
          i
        </span>
      ) : (
        <Avatar user={author} />
      )}
      <div class="message-body">
        {ephemeral ? (
          <p class="only-you">
            <span aria-hidden="true">👁</span> Only visible to you
            <button
              type="button"
              class="link-button"
              onClick={() => void act('dismiss', { user: me.id, ts: message.ts })}
            >
              Dismiss
            </button>
          </p>
        ) : null}
        {joined ? null : (
          <p class="message-head">
            <strong>{name}</strong>
            {author?.isBot && !fromSlack ? <span class="badge">APP</span> : null}
            {author?.isGuest ? <span class="badge">GUEST</span> : null}
            <time dateTime={isoOf(message.ts)}>{clockTime(message.ts)}</time>
          </p>
        )}
        <MessageContent channel={channel} message={message} />
        {message.reactions?.map((reaction) => (
          <span class="reaction" key={reaction.name}>
            {emoji(reaction.name)} {reaction.users.length}
          </span>
        ))}
        {replies.length > 0 && onThread ? (
          <button type="button" class="thread-link" onClick={onThread}>
            {[...new Set(replies.map(({ user }) => user))].slice(0, 4).map((id) => (
              <Avatar key={id} size={20} user={state.users.find((user) => user.id === id)} />
            ))}
            <span>
              {replies.length} {replies.length === 1 ? 'reply' : 'replies'}
            </span>
          </button>
        ) : null}
      </div>
      {ephemeral ? null : <Tools channel={channel} message={message} onThread={onThread} />}
    </article>
  );
}

function MessageContent({ channel, message }: { readonly channel: string; readonly message: Message }) {
  const form = useForm({});
  return (
    <div class="message-content">
      {message.blocks ? (
        <Blocks blocks={message.blocks} place={{ channel, ts: message.ts }} form={form} />
      ) : (
        <Mrkdwn text={message.text} />
      )}
      {message.files?.map(({ id, name }) => (
        <p key={id}>
          <a href={`/files/${id}/${encodeURIComponent(name)}`} download={name}>
            {name}
          </a>
        </p>
      ))}
      {message.edited ? <span class="edited">(edited)</span> : null}
    </div>
  );
}

/** Shown on hover and whenever the keyboard is in the message. */
function Tools({ channel, message, onThread }: Pick<MessageProps, 'channel' | 'message' | 'onThread'>) {
  const { state, me, act, say } = useWorkspace();
  const shortcuts = state.app.shortcuts.filter(({ type }) => type === 'message');
  const use = async (callbackId: string): Promise<void> => {
    const outcome = await act('shortcut', { user: me.id, callback_id: callbackId, channel, ts: message.ts });
    if (outcome.error) {
      say(`The shortcut did not work (${outcome.error})`);
    }
  };
  return (
    <div class="message-tools">
      {onThread ? (
        <button
          type="button"
          class="button icon plain"
          onClick={onThread}
          title="Reply in thread"
          aria-label="Reply in thread"
        >
          💬
        </button>
      ) : null}
      {shortcuts.length > 0 ? (
        <Menu
          label="More actions"
          icon="⋮"
          items={shortcuts.map(({ name, callback_id: id }) => ({
            key: id,
            label: name,
            note: state.app.name,
            choose: () => void use(id),
          }))}
        />
      ) : null}
    </div>
  );
}
