import { Combobox, type OptionGroup } from './combobox.tsx';
import { type ElementProps, type Place, tells } from './element-props.ts';
import { isJson, type Json, records, str, textOf } from './model.ts';
import { useAct } from './use-act.tsx';
import { useWorkspace, type WorkspaceContext } from './workspace-context.ts';

export function Select(props: ElementProps) {
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
