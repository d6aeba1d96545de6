import { type ElementProps, tells } from './element-props.ts';
import { str, textOf } from './model.ts';
import { useAct } from './use-act.tsx';

/** What the browser's own field is called for each of Slack's pickers. */
const KINDS = { datepicker: 'date', timepicker: 'time', datetimepicker: 'datetime-local' } as const;

export function DateInput(props: ElementProps) {
  const { block, element, form, labelledBy, describedBy, invalid } = props;
  const { dispatch, dialog } = useAct(props);
  const [blockId, actionId] = [str(block['block_id']), str(element['action_id'])];
  const { type } = element;
  const kind = type === 'timepicker' || type === 'datetimepicker' ? KINDS[type] : KINDS.datepicker;
  const held = form.value(blockId, actionId);
  const choose = (entered: string): void => {
    const value =
      kind === 'datetime-local' && entered !== '' ? Math.floor(new Date(entered).getTime() / 1000) : entered;
    form.set(blockId, actionId, value);
    if (tells(block)) {
      dispatch(value);
    }
  };
  return (
    <>
      <input
        class={invalid ? 'field short invalid' : 'field short'}
        type={kind}
        value={typeof held === 'number' ? localMoment(held) : str(held)}
        aria-labelledby={labelledBy}
        aria-label={labelledBy ? undefined : textOf(element['placeholder']) || 'Date'}
        aria-describedby={describedBy}
        onChange={(event) => choose(event.currentTarget.value)}
      />
      {dialog}
    </>
  );
}

/** `2030-01-31T09:30` in the reader's own zone. */
function localMoment(epochSeconds: number): string {
  const date = new Date(epochSeconds * 1000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
