import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import {
  PUBLISH_DOMAIN_BLOCK,
  PUBLISH_FIELD_ACTION,
  PUBLISH_NAME_BLOCK,
  PUBLISH_PATTERN_ACTION,
  PUBLISH_PATTERN_BLOCK,
  PUBLISH_PREVIEW_BLOCK,
  PUBLISH_PRODUCT_BLOCK,
  PUBLISH_PUBLIC_BLOCK,
  PUBLISH_SOURCE_ACTION,
  PUBLISH_SOURCE_BLOCK,
  PUBLISH_TEAM_ACTION,
  PUBLISH_TEAM_BLOCK,
  PUBLISH_VIEW,
} from './ids.ts';
import { plain, section } from './message.ts';
import { option } from './option.ts';
import { optionValue } from './option-value.ts';
import { scheduleInputs } from './schedule-inputs.ts';
import { clip, listed, typed } from './text.ts';

/** Characters of a pattern. */
export const PATTERN_LIMIT = 200;
/** Characters of a product's or domain's name; Lake Formation takes 256 bytes in a tag. */
const NAME_LIMIT = 80;
/** Options of one group, and groups of one menu, as far as they keep the view small. */
const GROUP = 100;
const GROUPS = 10;
/** What one menu offers; further databases are reached by `/mesh publish <name>`. */
export const MOST_DATABASES = GROUP * GROUPS;

export interface PublishModalData {
  /** Producer teams for which the person decides. */
  readonly teams: readonly { readonly key: string; readonly name: string }[];
  readonly team: { readonly key: string; readonly name: string };
  /** Databases of the team's account, at most `MOST_DATABASES`. */
  readonly databases: readonly string[];
  /** Databases that did not fit. */
  readonly more: number;
  readonly source?: string | undefined;
  readonly preview?: PublishPreview | undefined;
  readonly filled: {
    readonly pattern: string;
    readonly product: string;
    readonly domain: string;
    readonly isPublic: boolean;
    readonly exposedName: string;
    readonly schedule: string;
    readonly crawlerRole: string;
  };
}

/** What the pattern means just now, or why it means nothing. */
export type PublishPreview =
  | { readonly problem: string }
  | {
      readonly tables: readonly string[];
      readonly skipped: readonly { readonly sourceTable: string; readonly reason: string }[];
    };

/** The form behind `/mesh publish`. What is chosen is looked at again by the worker; nothing here is authority. */
export function publishModal(data: PublishModalData): ModalView {
  const { teams, team, databases, filled } = data;
  const base = {
    type: 'modal',
    callback_id: PUBLISH_VIEW,
    private_metadata: JSON.stringify({ team: team.key }),
    title: plain('Publish data'),
    close: plain('Cancel'),
  } as const;
  const choice = teams.length > 1 ? [teamChoice(data)] : [];
  if (databases.length === 0) {
    return { ...base, blocks: [...choice, nothingToPublish(team.name)] };
  }
  return {
    ...base,
    submit: plain('Publish'),
    blocks: [
      ...choice,
      sourceInput(data),
      patternInput(filled.pattern),
      preview(data),
      text(PUBLISH_PRODUCT_BLOCK, 'Name of the data product', {
        value: filled.product,
        hint: 'People find and ask for it by this name.',
        placeholder: 'For example: campaign results',
      }),
      text(PUBLISH_DOMAIN_BLOCK, 'Domain', {
        value: filled.domain,
        optional: true,
        placeholder: 'For example: marketing',
      }),
      publicInput(filled.isPublic),
      text(PUBLISH_NAME_BLOCK, 'Database in the mesh', {
        value: filled.exposedName,
        optional: true,
        hint: 'Leave it empty for the usual name: the database, a dash and your account.',
      }),
      ...scheduleInputs(filled),
    ],
  };
}

function nothingToPublish(team: string): KnownBlock {
  return section(
    `*${typed(team, 80)}* has no database that could be published from here. An administrator of the team's account lets the role DataMeshProducer see one: grant it DESCRIBE on the database and its tables in Lake Formation. Then type \`/mesh publish\` again.`,
  );
}

/** Outside the inputs, so that a team without databases shows no form to submit. */
function teamChoice({ teams, team }: PublishModalData): KnownBlock {
  return {
    type: 'section',
    block_id: PUBLISH_TEAM_BLOCK,
    text: { type: 'mrkdwn', text: 'For which team?' },
    accessory: {
      type: 'static_select',
      action_id: PUBLISH_TEAM_ACTION,
      options: teams.slice(0, 100).map(({ key, name }) => option(key, name)),
      initial_option: option(team.key, team.name),
    },
  };
}

function sourceInput({ team, databases, more, source }: PublishModalData): InputBlock {
  const options = databases.slice(0, MOST_DATABASES).map(nameOption);
  const chosen = source === undefined ? undefined : nameOption(source);
  const hint =
    more > 0 ? { hint: plain(`${more} more: type /mesh publish <part of the name> to see them.`) } : {};
  return {
    type: 'input',
    block_id: `${PUBLISH_SOURCE_BLOCK}-${team.key}`,
    dispatch_action: true,
    label: plain('Source database'),
    ...hint,
    element: {
      type: 'static_select',
      action_id: PUBLISH_SOURCE_ACTION,
      placeholder: plain('Type part of its name'),
      ...(options.length <= GROUP ? { options } : { option_groups: groups(options) }),
      ...(chosen ? { initial_option: chosen } : {}),
    },
  };
}

/** A menu takes a hundred options; groups of a hundred take the rest. */
function groups(options: readonly PlainTextOption[]) {
  return Array.from({ length: Math.ceil(options.length / GROUP) }, (_, index) => {
    const members = options.slice(index * GROUP, (index + 1) * GROUP);
    const [first, last] = [members.at(0)?.text.text ?? '', members.at(-1)?.text.text ?? ''];
    return { label: plain(clip(`${clip(first, 30)} to ${clip(last, 30)}`, 75)), options: members };
  });
}

function nameOption(name: string): PlainTextOption {
  return option(optionValue(name), name);
}

function patternInput(value: string): InputBlock {
  return {
    type: 'input',
    block_id: PUBLISH_PATTERN_BLOCK,
    optional: true,
    dispatch_action: true,
    label: plain('Tables'),
    hint: plain('A regular expression for whole names, such as orders.* – empty means every table.'),
    element: {
      type: 'plain_text_input',
      action_id: PUBLISH_PATTERN_ACTION,
      max_length: PATTERN_LIMIT,
      placeholder: plain('Every table'),
      dispatch_action_config: { trigger_actions_on: ['on_enter_pressed', 'on_character_entered'] },
      ...(value ? { initial_value: value } : {}),
    },
  };
}

function preview({ source, preview: shown }: PublishModalData): KnownBlock {
  return {
    type: 'section',
    block_id: PUBLISH_PREVIEW_BLOCK,
    text: { type: 'mrkdwn', text: clip(previewText(source, shown), 2900) },
  };
}

function previewText(source: string | undefined, shown: PublishPreview | undefined): string {
  if (shown !== undefined && 'problem' in shown) {
    return `:warning: ${typed(shown.problem, 600)}`;
  }
  if (source === undefined || shown === undefined) {
    return 'Choose a database to see which tables would be published.';
  }
  const { tables, skipped } = shown;
  const names = listed(
    tables.map((name) => `\`${typed(name, 80)}\``),
    12,
  );
  const fits =
    tables.length > 0
      ? `*${tables.length} ${tables.length === 1 ? 'table' : 'tables'} will be published:* ${names}`
      : '*No table can be published.*';
  const left = skipped
    .slice(0, 5)
    .map(({ sourceTable, reason }) => `• \`${typed(sourceTable, 80)}\` stays out: ${typed(reason, 150)}`);
  const rest = skipped.length > 5 ? [`• and ${skipped.length - 5} more stay out`] : [];
  return [fits, ...left, ...rest].join('\n');
}

function publicInput(isPublic: boolean): InputBlock {
  const options = [
    option('yes', 'Everybody in the mesh may find it'),
    option('no', 'Only my team sees it'),
  ] as const;
  return {
    type: 'input',
    block_id: PUBLISH_PUBLIC_BLOCK,
    label: plain('Who may find it?'),
    hint: plain('Finding shows names and columns, never data. Only what people find can they ask for here.'),
    element: {
      type: 'radio_buttons',
      action_id: PUBLISH_FIELD_ACTION,
      options: [...options],
      initial_option: options[isPublic ? 0 : 1],
    },
  };
}

function text(
  block_id: string,
  label: string,
  about: {
    readonly value: string;
    readonly optional?: boolean;
    readonly hint?: string;
    readonly placeholder?: string;
  },
): InputBlock {
  const { value, optional = false, hint, placeholder } = about;
  return {
    type: 'input',
    block_id,
    optional,
    label: plain(label),
    ...(hint ? { hint: plain(hint) } : {}),
    element: {
      type: 'plain_text_input',
      action_id: PUBLISH_FIELD_ACTION,
      max_length: block_id === PUBLISH_NAME_BLOCK ? 255 : NAME_LIMIT,
      ...(placeholder ? { placeholder: plain(placeholder) } : {}),
      ...(value ? { initial_value: value } : {}),
    },
  };
}
