import type { ComponentChildren } from 'preact';
import { withEmoji } from './emoji.ts';
import type { SlackState } from './model.ts';
import { formatDate } from './moment.ts';
import { useWorkspace } from './workspace-context.ts';

/** Slack's markup. @see https://docs.slack.dev/messaging/formatting-message-text */
export function Mrkdwn({ text }: { readonly text: string }) {
  const { state, openChannel } = useWorkspace();
  const parts = text.split(/```\n?([\s\S]*?)```/g);
  return (
    <>
      {parts.map((part, index) =>
        index % 2 === 1 ? (
          <pre key={index}>{plainly(part)}</pre>
        ) : (
          <Lines key={index} text={part} state={state} open={openChannel} />
        ),
      )}
    </>
  );
}

interface Inner {
  readonly text: string;
  readonly state: SlackState;
  readonly open: (channel: string) => void;
}

/** Splits off quotes; other lines keep their breaks. */
function Lines({ text, state, open }: Inner) {
  const groups: { quote: boolean; lines: string[] }[] = [];
  for (const line of text.split('\n')) {
    const quote = /^(&gt;|>)/.test(line);
    const last = groups.at(-1);
    const content = quote ? line.replace(/^(&gt;|>)\s?/, '') : line;
    if (last?.quote === quote) {
      last.lines.push(content);
    } else {
      groups.push({ quote, lines: [content] });
    }
  }
  return (
    <>
      {groups.map(({ quote, lines }, index) => {
        const inner = lines.map((line, place) => (
          <>
            {place > 0 ? <br /> : null}
            {inline(line, state, open)}
          </>
        ));
        return quote ? <blockquote key={index}>{inner}</blockquote> : <span key={index}>{inner}</span>;
      })}
    </>
  );
}

const TOKEN =
  /`([^`\n]+)`|<([^<>\n]+)>|(?<![\w*])\*(?=[^\s*])([^*\n]*[^\s*])\*(?!\w)|(?<![\w_])_(?=[^\s_])([^_\n]*[^\s_])_(?!\w)|(?<![\w~])~(?=[^\s~])([^~\n]*[^\s~])~(?!\w)/;

function inline(text: string, state: SlackState, open: (channel: string) => void): ComponentChildren[] {
  const found = TOKEN.exec(text);
  if (!found) {
    return [withEmoji(plainly(text))];
  }
  const [whole, code, link, bold, italic, strike] = found;
  const before = text.slice(0, found.index);
  const after = text.slice(found.index + whole.length);
  const within = (part: string): ComponentChildren[] => inline(part, state, open);
  const node =
    code !== undefined ? (
      <code>{plainly(code)}</code>
    ) : link !== undefined ? (
      <Reference reference={link} state={state} open={open} />
    ) : bold !== undefined ? (
      <strong>{within(bold)}</strong>
    ) : italic !== undefined ? (
      <em>{within(italic)}</em>
    ) : (
      <s>{within(strike ?? '')}</s>
    );
  return [
    ...(before ? [withEmoji(plainly(before))] : []),
    node,
    ...(after ? inline(after, state, open) : []),
  ];
}

/** `<@U…>`, `<#C…|name>`, `<!subteam^S…>`, `<!date^…>`, `<!here>`, `<https://…|text>`. */
function Reference({
  reference,
  state,
  open,
}: {
  readonly reference: string;
  readonly state: SlackState;
  readonly open: (channel: string) => void;
}) {
  const [target = '', label] = reference.split('|');
  if (target.startsWith('@')) {
    return <UserMention id={target.slice(1)} label={label} />;
  }
  if (target.startsWith('#')) {
    const id = target.slice(1);
    const channel = state.channels.find((candidate) => candidate.id === id);
    return (
      <button type="button" class="mention" onClick={() => open(id)}>
        #{channel?.name ?? label ?? id}
      </button>
    );
  }
  if (target.startsWith('!subteam^')) {
    const id = target.slice(9);
    const handle = state.groups.find((group) => group.id === id)?.handle;
    return <span class="mention">@{handle ?? label?.replace(/^@/, '') ?? id}</span>;
  }
  if (target.startsWith('!date^')) {
    const [, epoch = '', format = ''] = target.split('^');
    return (
      <time dateTime={new Date(Number(epoch) * 1000).toISOString()}>
        {formatDate(Number(epoch), format, state.clock.now)}
      </time>
    );
  }
  if (target.startsWith('!')) {
    return <span class="mention">@{target.slice(1)}</span>;
  }
  return <SafeLink url={plainly(target)}>{plainly(label ?? target)}</SafeLink>;
}

export function UserMention({ id, label }: { readonly id: string; readonly label?: string | undefined }) {
  const { state, me } = useWorkspace();
  const user = state.users.find((candidate) => candidate.id === id);
  return (
    <span class={id === me.id ? 'mention mention-me' : 'mention'}>@{user?.realName ?? label ?? id}</span>
  );
}

/** Only addresses that a browser opens without running anything become links. */
export function SafeLink({ url, children }: { readonly url: string; readonly children: ComponentChildren }) {
  return /^(https?|mailto):/i.test(url) ? (
    <a href={url} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  ) : (
    <span>{children}</span>
  );
}

function plainly(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
