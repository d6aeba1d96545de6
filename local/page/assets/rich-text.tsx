import type { ComponentChildren } from 'preact';
import { emoji } from './emoji.ts';
import { isJson, type Json, records, str } from './model.ts';
import { formatDate } from './moment.ts';
import { SafeLink, UserMention } from './mrkdwn.tsx';
import { useWorkspace } from './workspace-context.ts';

export function RichText({ block }: { readonly block: Json }) {
  return (
    <div class="rich-text">
      {records(block['elements']).map((element, index) => (
        <Part key={index} element={element} />
      ))}
    </div>
  );
}

function Part({ element }: { readonly element: Json }) {
  const inner = records(element['elements']);
  switch (element['type']) {
    case 'rich_text_list': {
      const items = inner.map((item, index) => (
        <li key={index}>
          <Inlines elements={records(item['elements'])} />
        </li>
      ));
      return element['style'] === 'ordered' ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
    case 'rich_text_quote':
      return (
        <blockquote>
          <Inlines elements={inner} />
        </blockquote>
      );
    case 'rich_text_preformatted':
      return (
        <pre>
          <Inlines elements={inner} />
        </pre>
      );
    default:
      return (
        <div>
          <Inlines elements={inner} />
        </div>
      );
  }
}

function Inlines({ elements }: { readonly elements: readonly Json[] }) {
  return (
    <>
      {elements.map((element, index) => (
        <Styled key={index} style={element['style']}>
          <Inline element={element} />
        </Styled>
      ))}
    </>
  );
}

function Styled({ style, children }: { readonly style: unknown; readonly children: ComponentChildren }) {
  const wants = (name: string): boolean => isJson(style) && style[name] === true;
  const coded = wants('code') ? <code>{children}</code> : children;
  const struck = wants('strike') ? <s>{coded}</s> : coded;
  const leaning = wants('italic') ? <em>{struck}</em> : struck;
  return wants('bold') ? <strong>{leaning}</strong> : leaning;
}

function Inline({ element }: { readonly element: Json }) {
  const { state } = useWorkspace();
  switch (element['type']) {
    case 'link':
      return <SafeLink url={str(element['url'])}>{str(element['text']) || str(element['url'])}</SafeLink>;
    case 'emoji':
      return <>{emoji(str(element['name']))}</>;
    case 'user':
      return <UserMention id={str(element['user_id'])} />;
    case 'usergroup':
      return (
        <span class="mention">
          @
          {state.groups.find(({ id }) => id === element['usergroup_id'])?.handle ??
            str(element['usergroup_id'])}
        </span>
      );
    case 'channel':
      return (
        <span class="mention">
          #{state.channels.find(({ id }) => id === element['channel_id'])?.name ?? str(element['channel_id'])}
        </span>
      );
    case 'broadcast':
      return <span class="mention">@{str(element['range'])}</span>;
    case 'date':
      return <time>{formatDate(Number(element['timestamp']), str(element['format']), state.clock.now)}</time>;
    default:
      return <>{str(element['text'])}</>;
  }
}
