import type { HomeView, KnownBlock } from '@slack/types';
import { HOME_PAGE, OPEN_PUBLISH, OPEN_REQUEST } from './ids.ts';
import { section } from './message.ts';
import { pageCount } from './page-count.ts';
import { type SubscriptionRow, subscriptionRow } from './subscription-row.ts';
import { typed } from './text.ts';

export interface HomeSection {
  readonly key: 'decide' | 'requests' | 'access' | 'products';
  /** The rows of the page that is shown. */
  readonly rows: readonly SubscriptionRow[];
  /** Rows of all pages. */
  readonly total: number;
  /** First row of the page that is shown. */
  readonly from: number;
}

export interface HomeData {
  /** Names of the teams that the person belongs to. */
  readonly teams: readonly string[];
  readonly sections: readonly HomeSection[];
  /** Whether the person decides for a producer team. */
  readonly mayPublish: boolean;
  /** Why this account may do nothing in the mesh, ready for mrkdwn; nothing else is shown then. */
  readonly refused?: string;
  /** For mesh admins: what waits for them, ready for mrkdwn. */
  readonly notice?: string;
}

/** Rows of one section at a time: four sections of this size stay under Slack's 100 blocks. */
export const HOME_ROWS = 10;

const WORDS: Readonly<Record<HomeSection['key'], { readonly title: string; readonly empty: string }>> = {
  decide: { title: 'To decide', empty: 'Nothing waits for your decision.' },
  requests: {
    title: 'My requests',
    empty: 'You have asked for nothing that is still open. *Ask for access* finds what the mesh offers.',
  },
  access: { title: 'Access of my teams', empty: 'No access yet. What is granted appears here with its end.' },
  products: { title: 'Who uses our products', empty: 'Nobody has access to products of your teams.' },
};

const TITLE: KnownBlock = { type: 'header', text: { type: 'plain_text', text: 'Your data mesh' } };

/** The dashboard: what waits for me first, then what I asked for, what my teams have, and who uses what we own. */
export function appHome({ teams, sections, mayPublish, notice, refused }: HomeData): HomeView {
  if (refused !== undefined) {
    return { type: 'home', blocks: [TITLE, section(refused)] };
  }
  const who =
    teams.length > 0
      ? `You are in ${teams.map((name) => `*${typed(name, 80)}*`).join(', ')}.`
      : 'You are in no team of the mesh yet. A mesh admin can add you to one.';
  return {
    type: 'home',
    blocks: [
      TITLE,
      section(who),
      ...(notice === undefined ? [] : [section(notice)]),
      {
        type: 'actions',
        block_id: 'home-actions',
        elements: [
          {
            type: 'button',
            action_id: OPEN_REQUEST,
            style: 'primary',
            text: { type: 'plain_text', text: 'Ask for access' },
          },
          ...(mayPublish
            ? [
                {
                  type: 'button' as const,
                  action_id: OPEN_PUBLISH,
                  text: { type: 'plain_text' as const, text: 'Publish data' },
                },
              ]
            : []),
        ],
      },
      ...sections.flatMap(homeSection),
    ],
  };
}

function homeSection({ key, rows, from, total }: HomeSection): KnownBlock[] {
  const { title, empty } = WORDS[key];
  const count = pageCount(from, rows.length, total);
  const heading: KnownBlock[] = [
    { type: 'divider' },
    {
      type: 'header',
      text: { type: 'plain_text', text: total > 0 ? `${title} (${count})` : title },
    },
  ];
  if (rows.length === 0) {
    return [...heading, section(empty)];
  }
  const pages = pager(key, from, total);
  return [
    ...heading,
    ...rows.map((row) => ({ ...subscriptionRow(row), block_id: `${key}-${row.id}` })),
    ...pages,
  ];
}

function pager(key: HomeSection['key'], from: number, total: number): KnownBlock[] {
  const page = (text: string, start: number) => ({
    type: 'button' as const,
    action_id: `${HOME_PAGE}.${text.toLowerCase()}`,
    value: `${key}:${start}`,
    text: { type: 'plain_text' as const, text },
  });
  const elements = [
    ...(from > 0 ? [page('Earlier', Math.max(0, from - HOME_ROWS))] : []),
    ...(from + HOME_ROWS < total ? [page('More', from + HOME_ROWS)] : []),
  ];
  return elements.length > 0 ? [{ type: 'actions', block_id: `${key}-pages`, elements }] : [];
}
