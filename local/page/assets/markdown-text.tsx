import type { ComponentChildren } from 'preact';
import { SafeLink } from './mrkdwn.tsx';

/** The part of Markdown that `markdown` blocks use most: headings, lists, quotes, code, bold, italic, links. */
export function MarkdownText({ text }: { readonly text: string }) {
  return (
    <div class="rich-text">
      {text.split(/\n{2,}/).map((paragraph, index) => (
        <Paragraph key={index} text={paragraph} />
      ))}
    </div>
  );
}

function Paragraph({ text }: { readonly text: string }) {
  const lines = text.split('\n');
  if (text.startsWith('```')) {
    return <pre>{text.replace(/^```\w*\n?|\n?```$/g, '')}</pre>;
  }
  const heading = /^#{1,6}\s+(.*)$/.exec(text);
  if (heading) {
    return (
      <p>
        <strong>{inline(heading[1] ?? '')}</strong>
      </p>
    );
  }
  if (lines.every((line) => /^\s*[-*]\s/.test(line))) {
    return (
      <ul>
        {lines.map((line, index) => (
          <li key={index}>{inline(line.replace(/^\s*[-*]\s/, ''))}</li>
        ))}
      </ul>
    );
  }
  return (
    <p>
      {lines.map((line, index) => (
        <>
          {index > 0 ? <br /> : null}
          {inline(line)}
        </>
      ))}
    </p>
  );
}

function inline(text: string): ComponentChildren[] {
  const found = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*]+)\*|\[([^\]]+)\]\(([^)\s]+)\)/.exec(text);
  if (!found) {
    return [text];
  }
  const [whole, code, bold, italic, label, url] = found;
  const node = code ? (
    <code>{code}</code>
  ) : bold ? (
    <strong>{inline(bold)}</strong>
  ) : italic ? (
    <em>{inline(italic)}</em>
  ) : (
    <SafeLink url={url ?? ''}>{label}</SafeLink>
  );
  return [text.slice(0, found.index), node, ...inline(text.slice(found.index + whole.length))];
}
