import { useRef, useState } from 'preact/hooks';
import { Menu } from './menu.tsx';
import type { Channel } from './model.ts';
import { useWorkspace } from './workspace-context.ts';

export interface ComposerProps {
  readonly channel: Channel;
  readonly thread?: string;
}

/** Where messages and slash commands are typed. */
export function Composer({ channel, thread }: ComposerProps) {
  const { state, me, act, say } = useWorkspace();
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const name = channel.isIm ? state.app.name : `#${channel.name}`;
  const hints = /^\/\S*$/.test(text)
    ? state.app.commands.filter(({ command }) => command.startsWith(text))
    : [];
  const shortcuts = state.app.shortcuts.filter(({ type }) => type === 'global');
  const isMember = channel.members.includes(me.id);

  const send = async (): Promise<void> => {
    const typed = text.trim();
    if (typed === '' || busy) {
      return;
    }
    if (thread && typed.startsWith('/')) {
      say('Slash commands do not work in threads.');
      return;
    }
    setText('');
    setBusy(true);
    const outcome = typed.startsWith('/')
      ? await act('command', { user: me.id, channel: channel.id, text: typed })
      : await act('message', {
          user: me.id,
          channel: channel.id,
          text: typed,
          ...(thread ? { thread_ts: thread } : {}),
        });
    setBusy(false);
    if (outcome.error) {
      setText(typed);
      say(outcome.banner ?? outcome.error);
    }
  };

  const shortcut = async (id: string): Promise<void> => {
    const outcome = await act('shortcut', { user: me.id, callback_id: id });
    if (outcome.error) {
      say(`The shortcut did not work (${outcome.error})`);
    }
  };

  const closed = channel.isArchived
    ? `${name} is archived.`
    : !isMember
      ? `${me.realName} is not in ${name}.`
      : channel.isIm && state.app.messagesReadOnly
        ? `${name} only writes here. Type commands in a channel.`
        : '';
  if (closed) {
    return <p class="composer-closed">{closed}</p>;
  }
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {hints.length > 0 ? (
        <ul class="command-hints" aria-label="Commands">
          {hints.map(({ command, description, usage }) => (
            <li key={command}>
              <button
                type="button"
                onClick={() => {
                  setText(`${command} `);
                  field.current?.focus();
                }}
              >
                <strong>{command}</strong> <span>{usage}</span>
                <small>{description}</small>
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      <textarea
        ref={field}
        rows={1}
        value={text}
        aria-label={thread ? 'Reply in thread' : `Message ${name}`}
        placeholder={thread ? 'Reply…' : `Message ${name}`}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
            event.preventDefault();
            void send();
          }
          if (event.key === 'Tab' && hints[0] && text !== `${hints[0].command} `) {
            event.preventDefault();
            setText(`${hints[0].command} `);
          }
        }}
      />
      <div class="composer-tools">
        {thread ? null : (
          <Menu
            up
            label="Shortcuts"
            icon="⚡"
            items={shortcuts.map(({ name: label, callback_id: id, description }) => ({
              key: id,
              label,
              note: description,
              choose: () => void shortcut(id),
            }))}
          />
        )}
        <span class="composer-hint">{busy ? 'Sending…' : thread ? '' : 'Type / for commands'}</span>
        <button type="submit" class="button primary send" aria-label="Send" disabled={text.trim() === ''}>
          ➤
        </button>
      </div>
    </form>
  );
}
