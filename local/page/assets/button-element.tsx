import type { ElementProps } from './element-props.ts';
import { withEmoji } from './emoji.ts';
import { Menu } from './menu.tsx';
import { records, str, textOf } from './model.ts';
import { useAct } from './use-act.tsx';

export function Button(props: ElementProps) {
  const { element } = props;
  const { dispatch, dialog, busy } = useAct(props);
  const style =
    element['style'] === 'primary'
      ? 'button primary'
      : element['style'] === 'danger'
        ? 'button danger'
        : 'button';
  const url = str(element['url']);
  const text = withEmoji(textOf(element['text']));
  const label = str(element['accessibility_label']) || undefined;
  return (
    <>
      {/^https?:/i.test(url) ? (
        <a
          class={style}
          href={url}
          target="_blank"
          rel="noopener noreferrer"
          aria-label={label}
          onClick={() => dispatch()}
        >
          {text} <span aria-hidden="true">↗</span>
        </a>
      ) : (
        <button type="button" class={style} aria-label={label} aria-busy={busy} onClick={() => dispatch()}>
          {text}
        </button>
      )}
      {dialog}
    </>
  );
}

export function Overflow(props: ElementProps) {
  const { dispatch, dialog } = useAct(props);
  const items = records(props.element['options']).map((option) => ({
    key: str(option['value']),
    label: withEmoji(textOf(option['text'])),
    note: textOf(option['description']),
    choose: () => dispatch(option['value']),
  }));
  return (
    <>
      <Menu label="More options" icon="⋯" items={items} />
      {dialog}
    </>
  );
}
