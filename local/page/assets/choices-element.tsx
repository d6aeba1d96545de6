import { useId } from 'preact/hooks';
import { type ElementProps, tells } from './element-props.ts';
import { withEmoji } from './emoji.ts';
import { isJson, type Json, records, str, textOf } from './model.ts';
import { Mrkdwn } from './mrkdwn.tsx';
import { useAct } from './use-act.tsx';

export function Choices(props: ElementProps) {
  const { block, element, form, invalid, describedBy, labelledBy } = props;
  const { dispatch, dialog } = useAct(props);
  const name = useId();
  const several = element['type'] === 'checkboxes';
  const [blockId, actionId] = [str(block['block_id']), str(element['action_id'])];
  const value = form.value(blockId, actionId);
  const chosen = several ? records(value) : isJson(value) ? [value] : [];
  const choose = (option: Json, on: boolean): void => {
    const next = several
      ? records(element['options']).filter((other) =>
          other['value'] === option['value'] ? on : chosen.some((one) => one['value'] === other['value']),
        )
      : option;
    form.set(blockId, actionId, next);
    if (tells(block)) {
      dispatch(next);
    }
  };
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: its role is one of two groups
    <div
      class="choices"
      role={several ? 'group' : 'radiogroup'}
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
    >
      {records(element['options']).map((option) => (
        <label class="choice" key={str(option['value'])}>
          <input
            type={several ? 'checkbox' : 'radio'}
            name={name}
            aria-invalid={invalid ? true : undefined}
            checked={chosen.some((other) => other['value'] === option['value'])}
            onChange={(event) => choose(option, event.currentTarget.checked)}
          />
          <span>
            <OptionText text={option['text']} />
            {option['description'] ? (
              <small>
                <OptionText text={option['description']} />
              </small>
            ) : null}
          </span>
        </label>
      ))}
      {dialog}
    </div>
  );
}

function OptionText({ text }: { readonly text: unknown }) {
  return isJson(text) && text['type'] === 'mrkdwn' ? <Mrkdwn text={textOf(text)} /> : withEmoji(textOf(text));
}
