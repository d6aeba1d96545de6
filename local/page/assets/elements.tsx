import { useId, useState } from 'preact/hooks';
import { Combobox, type OptionGroup } from './combobox.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { withEmoji } from './emoji.ts';
import type { Form } from './form.ts';
import { Menu } from './menu.tsx';
import { isJson, type Json, records, str, textOf } from './model.ts';
import { Mrkdwn } from './mrkdwn.tsx';
import { useWorkspace, type WorkspaceContext } from './workspace-context.ts';

/** Where an element stands, in the words of `/_sim/action`. */
export type Place = Readonly<{ channel?: string; ts?: string; view_id?: string }>;

export interface ElementProps {
  readonly block: Json;
  readonly element: Json;
  readonly place: Place;
  readonly form: Form;
  /** Ids of the label and of hint and error, where the element stands in an input block. */
  readonly labelledBy?: string | undefined;
  readonly describedBy?: string | undefined;
  readonly invalid?: boolean;
}

/** Any interactive element. */
export function BlockElement(props: ElementProps) {
  const { element } = props;
  const type = str(element['type']);
  switch (type) {
    case 'button':
    case 'workflow_button':
      return <Button {...props} />;
    case 'overflow':
      return <Overflow {...props} />;
    case 'checkboxes':
    case 'radio_buttons':
      return <Choices {...props} />;
    case 'plain_text_input':
    case 'email_text_input':
    case 'url_text_input':
    case 'number_input':
      return <TextInput {...props} />;
    case 'datepicker':
    case 'timepicker':
      return <DateInput {...props} />;
    case 'image':
      return <img class="accessory-image" src={str(element['image_url'])} alt={str(element['alt_text'])} />;
    default:
      return type.endsWith('_select') ? <Select {...props} /> : <NotRendered what={type} />;
  }
}

export function NotRendered({ what }: { readonly what: string }) {
  return <p class="not-rendered">“{what}” is valid in Slack but not drawn by this page.</p>;
}

/** Tells the app that somebody used an element: the click, and what stands in the other fields. */
function useAct({ block, element, place, form }: ElementProps) {
  const { act, me, say } = useWorkspace();
  const [asking, setAsking] = useState<{ readonly value: unknown } | undefined>();
  const [busy, setBusy] = useState(false);
  const send = async (value: unknown): Promise<void> => {
    setBusy(true);
    const outcome = await act('action', {
      user: me.id,
      ...place,
      block_id: block['block_id'],
      action_id: element['action_id'],
      ...(value === undefined ? {} : { value }),
      ...(place.view_id === undefined ? {} : { values: form.entered() }),
    });
    setBusy(false);
    if (outcome.banner) {
      say(outcome.error ? `${outcome.banner} (${outcome.error})` : outcome.banner);
    }
  };
  const confirm = element['confirm'];
  const dispatch = (value?: unknown): void => {
    if (isJson(confirm)) {
      setAsking({ value });
    } else {
      void send(value);
    }
  };
  const dialog =
    asking && isJson(confirm) ? (
      <ConfirmDialog
        confirm={confirm}
        onAnswer={(yes) => {
          setAsking(undefined);
          if (yes) {
            void send(asking.value);
          }
        }}
      />
    ) : null;
  return { dispatch, dialog, busy };
}

/** Elements of input blocks tell the app only with `dispatch_action`; all others always do. */
function tells(block: Json): boolean {
  return block['type'] !== 'input' || block['dispatch_action'] === true;
}

function Button(props: ElementProps) {
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

function Overflow(props: ElementProps) {
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

function Choices(props: ElementProps) {
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

/** Which keyboard a phone shows. What was typed is judged by Slack, not by the browser. */
function inputMode(type: string): 'email' | 'url' | 'decimal' | 'text' {
  const modes = { email_text_input: 'email', url_text_input: 'url', number_input: 'decimal' } as const;
  return type === 'email_text_input' || type === 'url_text_input' || type === 'number_input'
    ? modes[type]
    : 'text';
}

function TextInput(props: ElementProps) {
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

function DateInput(props: ElementProps) {
  const { block, element, form, labelledBy, describedBy, invalid } = props;
  const { dispatch, dialog } = useAct(props);
  const [blockId, actionId] = [str(block['block_id']), str(element['action_id'])];
  return (
    <>
      <input
        class={invalid ? 'field short invalid' : 'field short'}
        type={element['type'] === 'datepicker' ? 'date' : 'time'}
        value={str(form.value(blockId, actionId))}
        aria-labelledby={labelledBy}
        aria-label={labelledBy ? undefined : textOf(element['placeholder']) || 'Date'}
        aria-describedby={describedBy}
        onChange={(event) => {
          form.set(blockId, actionId, event.currentTarget.value);
          if (tells(block)) {
            dispatch(event.currentTarget.value);
          }
        }}
      />
      {dialog}
    </>
  );
}

function Select(props: ElementProps) {
  const { block, element, form, place, labelledBy, describedBy, invalid } = props;
  const workspace = useWorkspace();
  const { dispatch, dialog } = useAct(props);
  const [blockId, actionId] = [str(block['block_id']), str(element['action_id'])];
  const type = str(element['type']);
  const multiple = type.startsWith('multi_');
  const external = type.endsWith('external_select');
  const ids = /(users|conversations|channels)_select$/.test(type);
  const value = form.value(blockId, actionId);
  const chosen = (
    Array.isArray(value) ? value : value === null || value === undefined || value === '' ? [] : [value]
  ).map((item) =>
    isJson(item)
      ? item
      : (listed(workspace, type).find((option) => option['value'] === item) ?? {
          value: item,
          text: { text: str(item) },
        }),
  );
  const load = async (query: string): Promise<readonly OptionGroup[] | string> => {
    if (external) {
      return askApp(workspace, element, place, block, query);
    }
    const groups = ids
      ? [{ options: listed(workspace, type) }]
      : Array.isArray(element['option_groups'])
        ? records(element['option_groups']).map((group) => ({
            label: textOf(group['label']),
            options: records(group['options']),
          }))
        : [{ options: records(element['options']) }];
    const wanted = query.toLowerCase();
    const found = groups
      .map((group) => ({
        ...group,
        options: group.options.filter((option) => textOf(option['text']).toLowerCase().includes(wanted)),
      }))
      .filter(({ options }) => options.length > 0);
    return found.length > 0 ? found : 'No results';
  };
  const choose = (options: readonly Json[]): void => {
    const items = ids ? options.map((option) => option['value']) : options;
    const next = multiple ? items : (items[0] ?? null);
    form.set(blockId, actionId, next);
    if (tells(block)) {
      dispatch(next);
    }
  };
  return (
    <>
      <Combobox
        multiple={multiple}
        chosen={chosen}
        load={load}
        delayMs={external ? 120 : 0}
        choose={choose}
        labelledBy={labelledBy}
        label={labelledBy ? undefined : textOf(element['placeholder']) || 'Choose'}
        describedBy={describedBy}
        invalid={invalid ?? false}
        placeholder={textOf(element['placeholder']) || 'Choose an option'}
        focus={element['focus_on_load'] === true}
      />
      {dialog}
    </>
  );
}

async function askApp(
  { act, me }: WorkspaceContext,
  element: Json,
  place: Place,
  block: Json,
  query: string,
): Promise<readonly OptionGroup[] | string> {
  const least = typeof element['min_query_length'] === 'number' ? element['min_query_length'] : 3;
  if ([...query].length < least) {
    return `Type at least ${least} ${least === 1 ? 'character' : 'characters'}`;
  }
  const answer = await act('options', {
    user: me.id,
    ...place,
    block_id: block['block_id'],
    action_id: element['action_id'],
    query,
  });
  if (answer.error) {
    return `No results (${answer.error})`;
  }
  const groups = records(answer.optionGroups).map((group) => ({
    label: textOf(group['label']),
    options: records(group['options']),
  }));
  const options = records(answer.options);
  const all = options.length > 0 ? [{ options }, ...groups] : groups;
  return all.some((group) => group.options.length > 0) ? all : 'No results';
}

/** People or channels as options. */
function listed({ state, me }: WorkspaceContext, type: string): readonly Json[] {
  if (type.endsWith('users_select')) {
    return state.users
      .filter(({ teamId, deleted }) => teamId === me.teamId && !deleted)
      .map(({ id, realName }) => ({ value: id, text: { type: 'plain_text', text: realName } }));
  }
  return state.channels
    .filter(
      ({ teamId, isIm, isPrivate, members }) =>
        teamId === me.teamId && !isIm && (!isPrivate || members.includes(me.id)),
    )
    .map(({ id, name }) => ({ value: id, text: { type: 'plain_text', text: `#${name}` } }));
}
