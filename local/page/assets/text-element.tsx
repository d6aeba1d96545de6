import type { ElementProps } from './element-props.ts';
import { isJson, str, textOf } from './model.ts';
import { useAct } from './use-act.tsx';

/** Which keyboard a phone shows. What was typed is judged by Slack, not by the browser. */
function inputMode(type: string): 'email' | 'url' | 'decimal' | 'text' {
  const modes = { email_text_input: 'email', url_text_input: 'url', number_input: 'decimal' } as const;
  return type === 'email_text_input' || type === 'url_text_input' || type === 'number_input'
    ? modes[type]
    : 'text';
}

export function TextInput(props: ElementProps) {
  const { block, element, form, labelledBy, describedBy, invalid } = props;
  const { dispatch, dialog } = useAct(props);
  const [blockId, actionId] = [str(block['block_id']), str(element['action_id'])];
  const text = str(form.value(blockId, actionId));
  const config = isJson(element['dispatch_action_config'])
    ? element['dispatch_action_config']['trigger_actions_on']
    : undefined;
  const on = (what: string): boolean =>
    block['dispatch_action'] === true &&
    (Array.isArray(config) ? config.includes(what) : what === 'on_enter_pressed');
  const common = {
    class: invalid ? 'field invalid' : 'field',
    value: text,
    placeholder: textOf(element['placeholder']),
    'aria-labelledby': labelledBy,
    'aria-describedby': describedBy,
    'aria-invalid': invalid ? true : undefined,
    autofocus: element['focus_on_load'] === true,
  };
  const write = (next: string): void => {
    form.set(blockId, actionId, next);
    if (on('on_character_entered')) {
      dispatch(next);
    }
  };
  const max = typeof element['max_length'] === 'number' ? element['max_length'] : undefined;
  const left = max === undefined ? undefined : max - [...text].length;
  return (
    <div class="text-input">
      {element['multiline'] === true ? (
        <textarea {...common} rows={4} onInput={(event) => write(event.currentTarget.value)} />
      ) : (
        <input
          {...common}
          type="text"
          inputMode={inputMode(str(element['type']))}
          onInput={(event) => write(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && on('on_enter_pressed')) {
              event.preventDefault();
              dispatch(event.currentTarget.value);
            }
          }}
        />
      )}
      {left !== undefined && left <= Math.max(50, (max ?? 0) / 10) ? (
        <span class={left < 0 ? 'counter over' : 'counter'} aria-live="polite">
          {left < 0 ? `${-left} too many` : `${left} left`}
        </span>
      ) : null}
      {dialog}
    </div>
  );
}
