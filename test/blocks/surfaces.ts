import { adoptedMessage, inventoryMessage, unconfirmedMessage } from '../../src/blocks/adoption.ts';
import { answerModal } from '../../src/blocks/answer-modal.ts';
import { appHome } from '../../src/blocks/app-home.ts';
import { type ApprovalCardData, approvalCard } from '../../src/blocks/approval-card.ts';
import type { CardState } from '../../src/blocks/approval-state.ts';
import { askModal } from '../../src/blocks/ask-modal.ts';
import { brakeMessage } from '../../src/blocks/brake-message.ts';
import { changeNotice } from '../../src/blocks/change-notice.ts';
import { chooseProductToDelete, deleteProductModal } from '../../src/blocks/delete-product-modal.ts';
import { denyModal, loadingView, noticeView } from '../../src/blocks/deny-modal.ts';
import { doctorReport } from '../../src/blocks/doctor-report.ts';
import { driftModal } from '../../src/blocks/drift-modal.ts';
import { driftReport } from '../../src/blocks/drift-report.ts';
import { emergencyModal } from '../../src/blocks/emergency-modal.ts';
import { type EndingMessageData, endingMessage } from '../../src/blocks/ending-message.ts';
import {
  denyExtensionModal,
  extendModal,
  extensionAnswered,
  extensionCard,
} from '../../src/blocks/extension.ts';
import { failureQueueMessage, failuresOverMessage } from '../../src/blocks/failure-queue-message.ts';
import { followNotice } from '../../src/blocks/follow-notice.ts';
import { help, unknownCommand } from '../../src/blocks/help.ts';
import { historyMessage } from '../../src/blocks/history.ts';
import { importReminder } from '../../src/blocks/import-reminder.ts';
import {
  invitationEnding,
  invitationOver,
  invitationOverForOwner,
  sharedAgain,
} from '../../src/blocks/invitation-message.ts';
import { joinedLines } from '../../src/blocks/joined-lines.ts';
import { modifyModal } from '../../src/blocks/modify-modal.ts';
import { ownProductList } from '../../src/blocks/own-products.ts';
import { planMessage, planView } from '../../src/blocks/plan-message.ts';
import { privateAnswer, refusedForm } from '../../src/blocks/private-answer.ts';
import { productEndNews, productEnds, productStays } from '../../src/blocks/product-end.ts';
import { productCard, productList } from '../../src/blocks/product-list.ts';
import {
  publishedMessage,
  publishedNews,
  publishingMessage,
  publishStoppedMessage,
} from '../../src/blocks/publish-message.ts';
import { publishModal } from '../../src/blocks/publish-modal.ts';
import { answerLine, questionLine, questionMessage } from '../../src/blocks/question-message.ts';
import { requestModal } from '../../src/blocks/request-modal.ts';
import {
  deniedMessage,
  endedMessage,
  endedOutsideMessage,
  endFailedMessage,
  grantedMessage,
  importedMessage,
  modifiedMessage,
  partlyGrantedMessage,
  type RequesterMessageData,
  resumedMessage,
  rolledBackMessage,
  submittedMessage,
  suspendedMessage,
} from '../../src/blocks/requester-message.ts';
import { disagreementsMessage, restoredNotice } from '../../src/blocks/restored.ts';
import { reviewModal } from '../../src/blocks/review-modal.ts';
import { revokeModal } from '../../src/blocks/revoke-modal.ts';
import { rowFilterList } from '../../src/blocks/row-filter-list.ts';
import { rowFilterModal } from '../../src/blocks/row-filter-modal.ts';
import { subscriptionList } from '../../src/blocks/subscription-list.ts';
import type { SubscriptionRow } from '../../src/blocks/subscription-row.ts';
import { teamSecretRight, teamSecretWrong } from '../../src/blocks/team-secret-notice.ts';

const ANA = '<@U0ANA>';
const BO = '<@U0BO>';
const DAY = 86_400;
/** 2027-01-15 08:00 UTC. */
const AT = 1_800_000_000;
const ID = '7CgYRwnaaZZWSwa2YzLPFV';
const buttonValue = `${ID}.reference`;
const follows = {
  product: 'Retail <orders>',
  consumerTeam: 'Analytics & co',
  joined: ['invoices'],
  left: ['refunds'],
  heldBack: ['salaries'],
  unlinked: [{ name: 'invoices', why: 'invoices is something else in your account.' }],
  imported: true,
  buttonValue: 'button',
};
const metadata = buttonValue;
const columns = [{ table: 'customers', columns: { include: ['customer_id', 'region'] } }] as const;
const about = { product: 'retail orders', tables: ['orders', 'customers'] } as const;

const product = {
  key: 'cNa6JvLXBe_suB9W',
  title: 'retail orders',
  database: 'sales-222222222222',
  domain: 'retail',
  description: 'Orders & customers of the web shop',
  ownerTeamName: 'Sales',
  approvers: ['U0BO', 'U0CLEO'],
  approverGroups: ['S0OWNERS'],
  usualSeconds: 3 * 3600,
  longestSeconds: 90 * DAY,
  fields: [{ name: 'ticket', label: 'Ticket', hint: 'For example DATA-17' }],
  conditions: 'No copies outside the account.',
  tables: [
    { name: 'orders', description: 'One row per order', columns: 5 },
    { name: 'customers', columns: 4 },
  ],
} as const;
const open = { ...product, fields: [], conditions: undefined, longestSeconds: undefined } as const;
const manyTables = Array.from({ length: 40 }, (_, n) => ({ name: `table_${n}`, columns: n }));
const teams = [
  { key: 'analytics', name: 'Analytics' },
  { key: 'finance', name: 'Finance' },
] as const;

const row: SubscriptionRow = {
  id: ID,
  ...about,
  permissions: ['SELECT', 'DESCRIBE'],
  state: 'waiting for Sales',
  who: `${ANA} for Analytics`,
  when: 'asked 3 days ago',
  buttonValue,
  action: 'withdraw',
};

function card(state: CardState, changes: Partial<ApprovalCardData> = {}) {
  return approvalCard({
    requester: ANA,
    consumerTeam: 'Analytics',
    consumerAccount: '444444444444',
    product: 'retail orders',
    database: 'sales-222222222222',
    tables: [
      { name: 'orders', state: 'Waiting' },
      { name: 'customers', state: 'Waiting' },
    ],
    permissions: ['SELECT', 'DESCRIBE'],
    columns: [],
    reason: 'Weekly revenue by region\nfor the <board> report',
    requestedSeconds: 30 * DAY,
    answers: {},
    questions: [],
    stages: [],
    state,
    buttonValue,
    requesterUnknown: false,
    ...changes,
  });
}

const decided = { by: BO, at: AT } as const;
const tablesOf = (
  orders: 'Granted' | 'Revoked',
  customers: 'Granted' | 'Failed' | 'Revoked' | 'RevokeFailed',
) =>
  [
    { name: 'orders', state: orders },
    {
      name: 'customers',
      state: customers,
      ...(customers.endsWith('Failed') ? { cause: 'The table is gone.' } : {}),
    },
  ] as const;

const requester: RequesterMessageData = {
  ...about,
  database: 'sales-222222222222',
  permissions: ['SELECT', 'DESCRIBE'],
  columns,
  ownerTeam: 'Sales',
  ownerChannel: '<#C0SALES>',
  by: BO,
  note: 'Until the audit is over',
  expiresAt: AT + 30 * DAY,
  cut: ['INSERT'],
  buttonValue,
  isWaiting: true,
  requester: ANA,
  imported: false,
  way: 'Approved',
};

const extension = {
  ...about,
  consumerTeam: 'Analytics',
  requester: ANA,
  end: AT,
  seconds: 30 * DAY,
  reason: 'The audit takes longer',
  buttonValue,
} as const;

const ending = (state: EndingMessageData['state']) =>
  endingMessage({
    ...about,
    consumerTeam: 'Analytics',
    end: AT,
    lead: 7 * DAY,
    ownerTeam: 'Sales',
    buttonValue,
    state,
    ...(state === 'moved' ? { movedTo: AT + 30 * DAY } : {}),
  });

const publication = {
  id: 'AAAAAAAAAAAAAAAAAAAAAA',
  source: 'campaigns',
  product: 'click counts',
  by: 'U0BO',
  isPublic: true,
  published: ['clicks_daily'],
  total: 2,
  skipped: [{ sourceTable: 'clicks_view', reason: 'It has no location.' }],
  failed: [{ sourceTable: 'clicks_hourly', reason: 'AWS refused: no right to <create>.' }],
} as const;
const publishing = {
  teams: [{ key: 'sales', name: 'Sales' }],
  team: { key: 'sales', name: 'Sales' },
  databases: ['campaigns', 'sales'],
  more: 0,
  filled: {
    pattern: 'clicks_.*',
    product: 'click counts',
    domain: '',
    isPublic: true,
    exposedName: '',
    schedule: 'cron(0 3 * * ? *)',
    crawlerRole: '',
  },
} as const;

const change = {
  product: 'retail orders',
  team: 'Sales',
  tables: [
    { table: 'orders', kind: 'changed', differences: ['column region is new'] },
    { table: 'refunds', kind: 'gone', differences: [] },
    { table: 'returns', kind: 'new', differences: [] },
  ],
} as const;
const deletion = {
  product: 'retail orders',
  database: 'sales-222222222222',
  team: 'sales',
  tables: ['orders', 'customers'],
  firstDay: '2027-01-16',
} as const;
const planned = {
  product: 'retail <orders>',
  consumerTeam: 'Analytics',
  tables: ['orders'],
  permissions: ['SELECT', 'DESCRIBE'],
  calls: [
    { service: 'DynamoDB', operation: 'TransactWriteItems' },
    { service: 'LakeFormation', operation: 'BatchGrantPermissions' },
    { service: 'LakeFormation', operation: 'BatchGrantPermissions' },
    { service: 'Glue', operation: 'Unheard' },
  ],
  changes: [
    { what: 'gives', permissions: ['DESCRIBE'], mayHandOn: false },
    { what: 'gives', table: 'orders', permissions: ['DESCRIBE'], mayHandOn: true },
    {
      what: 'gives',
      table: 'orders',
      permissions: ['SELECT'],
      mayHandOn: false,
      columns: { include: ['id', 'total<>'] },
    },
    { what: 'takes', table: 'refunds', permissions: ['SELECT'], mayHandOn: false, rows: ['eu'] },
  ],
} as const;
const productEnd = { ...about, ownerTeam: 'Sales', endsAt: AT } as const;
const choices = [{ table: 'customers', columns: ['customer_id', 'email', 'region'] }] as const;

const rowFilter = { database: 'sales', table: 'orders', name: 'eu', expression: "region = 'eu'" } as const;

/**
 * What people can be shown, by the builder that makes it and by what is so in each case. `surfaces.test.ts` holds each to its snapshot and to what Slack
 * accepts, and fails where a builder is missing here.
 */
export const SURFACES = {
  answerModal: {
    'two questions': () =>
      answerModal({
        product: 'retail orders',
        questions: [`${BO}: Which region?`, 'Cleo: How long?'],
        metadata,
      }),
  },
  appHome: {
    'of somebody in no team': () => appHome({ teams: [], sections: [], mayPublish: false }),
    'of a guest': () =>
      appHome({ teams: [], sections: [], mayPublish: false, refused: 'Slack says this account is a guest.' }),
    'of a mesh admin, for whom something waits': () =>
      appHome({ teams: [], sections: [], mayPublish: false, notice: unconfirmedMessage().text }),
    'with all sections, one of them on its second page': () =>
      appHome({
        teams: ['Analytics', 'Sales'],
        mayPublish: true,
        sections: [
          { key: 'decide', rows: [{ ...row, action: 'review' }], total: 1, from: 0 },
          { key: 'requests', rows: [row], total: 12, from: 10 },
          {
            key: 'access',
            rows: [{ ...row, state: 'granted, not imported yet', action: 'import' }],
            total: 1,
            from: 0,
          },
          { key: 'products', rows: [], total: 0, from: 0 },
        ],
      }),
  },
  approvalCard: {
    waiting: () => card({ kind: 'waiting' }),
    'waiting for the second of two stages, with answers, a question and columns': () =>
      card(
        { kind: 'waiting' },
        {
          answers: { ticket: 'DATA-17' },
          questions: [
            { by: BO, text: 'Which region?', answer: { by: ANA, text: 'Only the EU' } },
            { by: BO, text: 'Until when?' },
          ],
          columns,
          predecessor: ID,
          stages: [
            { name: 'Owner', count: 1, approvedBy: [BO], deciders: [] },
            { name: 'Data protection', count: 2, approvedBy: [], deciders: ['<@U0MIA>'] },
          ],
        },
      ),
    'escalated to a person and a team': () =>
      card(
        { kind: 'waiting' },
        { escalated: { at: AT, to: ['<@U0MIA>', 'the approvers of Data protection'] } },
      ),
    'made by the library': () =>
      card({ kind: 'waiting' }, { requester: 'Somebody', requesterUnknown: true, reason: undefined }),
    granting: () => card({ kind: 'granting', ...decided, way: 'Approved' }),
    granted: () =>
      card(
        { kind: 'granted', ...decided, way: 'Approved', imported: true },
        { tables: tablesOf('Granted', 'Granted'), expiresAt: AT },
      ),
    'partly granted': () =>
      card(
        { kind: 'failed', ...decided, way: 'Approved', granted: 1 },
        { tables: tablesOf('Granted', 'Failed') },
      ),
    denied: () => card({ kind: 'denied', ...decided, note: 'Please use the weekly summary.' }),
    'rolled back': () => card({ kind: 'rolled-back', ...decided }),
    ending: () =>
      card({ kind: 'ending', ...decided, way: 'Ended' }, { tables: tablesOf('Granted', 'Granted') }),
    'not ended': () =>
      card({ kind: 'end-failed', ...decided, way: 'Ended' }, { tables: tablesOf('Revoked', 'RevokeFailed') }),
    'not rolled back': () =>
      card({ kind: 'end-failed', ...decided, way: 'Rolled back', cause: 'AWS was busy.' }),
    ended: () => card({ kind: 'ended', ...decided, how: 'confirmed', note: 'The project is over' }),
    withdrawn: () => card({ kind: 'ended', ...decided, by: ANA, how: 'withdrawn' }),
    'ended outside Slack': () => card({ kind: 'ended', ...decided, how: 'outside' }),
  },
  askModal: {
    asked: () => askModal({ requester: ANA, product: 'retail orders', tables: 'orders', metadata }),
  },
  changeNotice: {
    'to the owner': () => changeNotice(change, 'owner'),
    'to a consumer': () => changeNotice(change, 'consumer'),
  },
  deleteProductModal: {
    unused: () => deleteProductModal({ ...deletion, live: [], waiting: ['Analytics, 2 tables'] }),
    'in use': () => deleteProductModal({ ...deletion, live: ['Analytics, 2 tables'], waiting: [] }),
  },
  chooseProductToDelete: {
    'several fit': () => chooseProductToDelete('r', [product, { ...product, key: 'x', title: 'returns' }]),
    none: () => chooseProductToDelete('zzz', []),
  },
  denyModal: {
    one: () => denyModal({ requester: ANA, product: 'retail orders', tables: 'orders', metadata }),
  },
  loadingView: { one: () => loadingView('Review request') },
  noticeView: { one: () => noticeView('Request sent', ':incoming_envelope: It is on its way.') },
  doctorReport: {
    'nothing found': () => doctorReport({ rows: [], well: ['the clock'], of: 'the whole mesh' }),
    'one of each severity': () =>
      doctorReport({
        rows: (['error', 'warning', 'note'] as const).map((severity) => ({
          severity,
          check: 'Logistics: approvers',
          effect: 'Requests wait for ever.',
          fix: 'Name another.',
        })),
        well: [],
        of: 'Logistics',
      }),
  },
  driftModal: {
    adopt: () => driftModal({ remedy: 'adopt', sentence: 'Analytics can read orders.', metadata }),
    ignore: () => driftModal({ remedy: 'ignore', sentence: 'Analytics can read orders.', metadata }),
  },
  driftReport: {
    nothing: () => driftReport({ title: 'No differences found', rows: [], unread: [] }),
    'one difference, one account unread': () =>
      driftReport({
        title: 'One difference',
        rows: [
          {
            id: '0f3a9c1b22de',
            sentence: 'Analytics can read orders, and nobody decided that.',
            owner: 'Sales',
            since: AT,
            remedies: ['revoke'],
          },
        ],
        unread: ['Account 333333333333 could not be read.'],
      }),
  },
  endingMessage: {
    ending: () => ending('ending'),
    asked: () => ending('asked'),
    quiet: () => ending('quiet'),
    moved: () => ending('moved'),
    over: () => ending('over'),
  },
  extensionCard: {
    waiting: () => extensionCard({ ...extension, state: { kind: 'waiting' } }),
    over: () => extensionCard({ ...extension, state: { kind: 'over' } }),
  },
  extensionAnswered: {
    extended: () => extensionAnswered({ ...extension, state: { kind: 'extended', ...decided } }),
    denied: () =>
      extensionAnswered({ ...extension, state: { kind: 'denied', ...decided, note: 'Ask anew.' } }),
  },
  extendModal: { one: () => extendModal({ ...about, end: AT, ownerTeam: 'Sales', metadata }) },
  denyExtensionModal: { one: () => denyExtensionModal(extension, metadata) },
  help: { all: () => help() },
  unknownCommand: {
    'near one': () => unknownCommand('reqest'),
    'near none': () => unknownCommand('<!channel>'),
  },
  historyMessage: {
    empty: () =>
      historyMessage({ title: 'History', lines: [], empty: 'Nothing is kept.', foot: 'The beginning.' }),
    'with earlier ones': () =>
      historyMessage({
        title: 'History of orders',
        lines: [`${BO} approved it`],
        empty: '',
        foot: 'There is more.',
        earlier: 'x',
      }),
  },
  followNotice: {
    'to the owner': () => followNotice(follows, 'owner'),
    'to the consumer': () => followNotice(follows, 'consumer'),
  },
  joinedLines: {
    'two that waited for one thread': () =>
      joinedLines([questionLine(BO, 'Which <regions>?'), answerLine(ANA, 'Only the EU', [BO])]),
  },
  importReminder: { one: () => importReminder({ ...about, buttonValue }) },
  invitationEnding: { one: () => invitationEnding({ ...about, buttonValue, endsAt: AT }) },
  invitationOver: {
    expired: () => invitationOver({ ...about, buttonValue, isDeclined: false }),
    declined: () => invitationOver({ ...about, buttonValue, isDeclined: true }),
  },
  invitationOverForOwner: {
    expired: () =>
      invitationOverForOwner({ ...about, buttonValue, isDeclined: false, consumer: 'Analytics' }),
    declined: () =>
      invitationOverForOwner({ ...about, buttonValue, isDeclined: true, consumer: 'Analytics' }),
  },
  sharedAgain: { one: () => sharedAgain({ ...about, buttonValue, by: BO }) },
  modifyModal: {
    'with columns': () =>
      modifyModal({
        ...about,
        consumerTeam: 'Analytics',
        allowed: ['SELECT', 'DESCRIBE', 'INSERT'],
        permitted: ['SELECT', 'DESCRIBE'],
        grantable: [],
        columns: choices,
        bounds: { longestSeconds: 30 * 86_400, endless: false },
        metadata,
      }),
  },
  ownProductList: {
    none: () => ownProductList('', [], 0, 'Publish one with `/mesh publish`.'),
    used: () =>
      ownProductList(
        'retail',
        [
          {
            ...product,
            team: 'Sales',
            tables: ['orders'],
            mayDecide: true,
            rows: [{ ...row, action: 'revoke' }],
            subscribers: 1,
          },
        ],
        1,
        '',
      ),
  },
  privateAnswer: { one: () => privateAnswer('Only approvers of Sales can do this.') },
  refusedForm: { one: () => refusedForm('Your request was not sent. Say why.', 'draft-1') },
  productList: {
    none: () => productList('zzz', []),
    several: () =>
      productList('', [product, { ...product, key: 'y', title: 'parcel <tracking>', domain: undefined }]),
  },
  productCard: {
    one: () => productCard('retail orders', [product]),
    'that nobody decides on': () => productCard('retail orders', [{ ...product, isUndecidable: true }]),
    'with many tables': () => productCard('retail orders', [{ ...product, tables: manyTables }]),
  },
  productEnds: {
    'with a reason': () => productEnds(productEnd, 'It moves to <another> place.'),
    'of a whole database': () => productEnds({ ...productEnd, tables: [] }, ''),
  },
  failureQueueMessage: {
    'of one job': () => failureQueueMessage({ queue: 'jobs', waiting: 1, prefix: 'data-mesh' }),
    'of messages under other names': () =>
      failureQueueMessage({ queue: 'deliveries', waiting: 12, prefix: 'mesh<two>' }),
    'of changes': () => failureQueueMessage({ queue: 'stream', waiting: 2, prefix: 'data-mesh' }),
  },
  failuresOverMessage: {
    jobs: () => failuresOverMessage('jobs'),
    messages: () => failuresOverMessage('deliveries'),
  },
  planMessage: {
    'of a yes': () => planMessage({ ...planned, what: 'approve' }),
    'of an end that changes nothing': () =>
      planMessage({ ...planned, what: 'revoke', calls: [], changes: [], tables: [] }),
    'of a change that is not what was shown': () =>
      planMessage({ ...planned, what: 'modify', isChanged: true, confirm: 'request.digest' }),
    'of very many tables that stops': () =>
      planMessage({
        ...planned,
        what: 'approve',
        tables: manyTables.map(({ name }) => name),
        changes: manyTables.map(({ name }) => ({
          what: 'gives',
          table: name,
          permissions: ['SELECT'],
          mayHandOn: false,
        })),
        stopsBy: 'The policy would be too large.',
      }),
  },
  planView: { 'over a form': () => planView({ ...planned, what: 'approve' }) },
  productStays: { one: () => productStays(productEnd) },
  productEndNews: {
    announced: () => productEndNews(productEnd, 'announced', 'U0BO'),
    kept: () => productEndNews(productEnd, 'kept', undefined),
    gone: () => productEndNews(productEnd, 'gone', undefined),
  },
  publishingMessage: { half: () => publishingMessage(publication, 1) },
  publishStoppedMessage: {
    over: () => publishStoppedMessage(publication, 'You decide for Sales no more.', { isOver: true }),
    'goes on': () => publishStoppedMessage(publication, 'AWS was busy.', { isOver: false }),
  },
  publishedMessage: {
    'partly failed': () => publishedMessage(publication),
    whole: () => publishedMessage({ ...publication, failed: [], skipped: [], total: 1 }),
    none: () => publishedMessage({ ...publication, published: [] }),
  },
  publishedNews: { one: () => publishedNews(publication) },
  publishModal: {
    'nothing to publish': () => publishModal({ ...publishing, databases: [] }),
    'with a preview': () =>
      publishModal({
        ...publishing,
        source: 'campaigns',
        preview: { tables: ['clicks_daily'], skipped: publication.skipped },
      }),
    'with a bad pattern': () =>
      publishModal({
        ...publishing,
        teams: [publishing.team, { key: 'logistics', name: 'Logistics' }],
        source: 'campaigns',
        preview: { problem: 'clicks_( is not a regular expression.' },
      }),
  },
  questionMessage: {
    open: () =>
      questionMessage({ ...about, by: BO, question: 'Which region?', isWaiting: true, buttonValue }),
    answered: () =>
      questionMessage({
        ...about,
        by: BO,
        question: 'Which region?',
        answer: { by: ANA, text: 'Only the EU' },
        isWaiting: false,
        buttonValue,
      }),
  },
  questionLine: { one: () => questionLine(BO, 'Which region?') },
  answerLine: { one: () => answerLine(ANA, 'Only the EU', [BO]) },
  requestModal: {
    'before a product is chosen': () => requestModal({ teams: [], words: 'zzz' }),
    'of a product with terms, for one of two teams': () => requestModal({ teams, product }),
    'with what is held': () =>
      requestModal({
        teams: [teams[0]],
        product: open,
        held: ':white_check_mark: *Analytics* has orders already.',
        filled: { tables: ['customers'], permissions: ['SELECT'], reason: 'Weekly revenue' },
      }),
    'of more tables than can be ticked': () =>
      requestModal({ teams: [teams[0]], product: { ...open, tables: manyTables } }),
    'that nobody could approve': () =>
      requestModal({ teams: [teams[0]], product: { ...open, isUndecidable: true } }),
    'asked again': () =>
      requestModal({ teams: [teams[0]], product: open, again: ID, notice: 'This was denied before.' }),
    'until a day': () =>
      requestModal({
        teams: [teams[0]],
        product: open,
        filled: { tables: [], permissions: ['SELECT'], reason: 'Weekly revenue', expiresAt: AT },
      }),
    'changed while it waits': () =>
      requestModal({
        teams: [teams[0]],
        product: open,
        editing: buttonValue,
        filled: { tables: ['orders'], permissions: ['SELECT'], reason: 'Weekly', durationSeconds: 7 * DAY },
      }),
  },
  submittedMessage: {
    waiting: () => submittedMessage(requester),
    decided: () => submittedMessage({ ...requester, isWaiting: false }),
  },
  grantedMessage: {
    'to the requester': () => grantedMessage(requester, 'requester'),
    'to the team, imported': () => grantedMessage({ ...requester, imported: true, cut: [] }, 'team'),
  },
  importedMessage: { one: () => importedMessage(requester) },
  resumedMessage: { 'by a mesh admin': () => resumedMessage({ ...requester, way: 'Resumed' }) },
  rolledBackMessage: { 'after an approval': () => rolledBackMessage(requester) },
  deniedMessage: {
    'with a reason': () => deniedMessage(requester),
    without: () => deniedMessage({ ...requester, note: undefined }),
  },
  partlyGrantedMessage: { one: () => partlyGrantedMessage(requester) },
  emergencyModal: {
    one: () =>
      emergencyModal({
        title: 'Suspend a team',
        submit: 'Suspend',
        impact: 'Two accesses of *Analytics* stop until `/mesh resume analytics`.',
        name: 'analytics',
        metadata,
      }),
  },
  suspendedMessage: { one: () => suspendedMessage(requester) },
  endedMessage: { one: () => endedMessage(requester) },
  endFailedMessage: { one: () => endFailedMessage(requester, 'Ended') },
  modifiedMessage: { one: () => modifiedMessage(requester, ['SELECT']) },
  endedOutsideMessage: { one: () => endedOutsideMessage(requester) },
  reviewModal: {
    'with columns': () =>
      reviewModal({
        ...about,
        requester: ANA,
        consumerTeam: 'Analytics',
        permissions: ['SELECT', 'DESCRIBE'],
        reason: 'Weekly revenue',
        requestedSeconds: 30 * DAY,
        columns: choices,
        metadata,
      }),
    'of a request until a day': () =>
      reviewModal({
        ...about,
        requester: ANA,
        consumerTeam: 'Analytics',
        permissions: ['SELECT', 'DESCRIBE'],
        expiresAt: AT,
        metadata,
      }),
  },
  revokeModal: {
    'some kept': () =>
      revokeModal({
        consumerTeam: 'Analytics',
        product: 'retail orders',
        lost: ['orders'],
        kept: ['customers'],
        metadata,
      }),
  },
  unconfirmedMessage: { one: () => unconfirmedMessage() },
  inventoryMessage: {
    'on one page': () =>
      inventoryMessage({
        lines: ['2 records: 1 waiting or at work, 1 active, 0 denied, 0 ended.', '<b> gives 1, has 0'],
        digest: '3f0c9a71be22d410',
        ends: 0,
        waiting: 1,
      }),
    'with more': () =>
      inventoryMessage({
        lines: Array.from({ length: 30 }, (_, n) => `waits: record_${n}`),
        digest: '3f0c9a71be22d410',
        ends: 12,
        waiting: 400,
        more: '{}',
      }),
  },
  restoredNotice: { one: () => restoredNotice() },
  disagreementsMessage: {
    'while sweeps go on, with none': () =>
      disagreementsMessage({
        lines: [],
        digest: '3f0c9a71be22d410',
        repairable: 0,
        total: 0,
        isStanding: false,
      }),
    'while sweeps rest, with more': () =>
      disagreementsMessage({
        lines: Array.from({ length: 15 }, (_, n) => `record_${n} of <b>: it is gone`),
        digest: '3f0c9a71be22d410',
        repairable: 30,
        total: 31,
        isStanding: true,
        more: '{}',
      }),
  },
  adoptedMessage: { one: () => adoptedMessage({ team: 'Sales <EU>', gives: 12, has: 1 }) },
  brakeMessage: { one: () => brakeMessage({ ends: 240, live: 900, most: 90 }) },
  rowFilterList: {
    none: () => rowFilterList('', []),
    'in each state, one name hostile': () =>
      rowFilterList('orders', [
        { ...rowFilter, description: 'for the <!channel> report', state: 'ready', uses: 2 },
        { ...rowFilter, name: 'old', state: 'changed', uses: 1 },
        { ...rowFilter, name: 'gone', state: 'missing', uses: 0 },
      ]),
    'more than shown': () =>
      rowFilterList(
        '',
        Array.from({ length: 30 }, (_, at) => ({ ...rowFilter, name: `eu-${at}`, state: 'ready', uses: 0 })),
      ),
  },
  rowFilterModal: {
    new: () => rowFilterModal({ tables: ['sales.orders', 'sales.customers'], metadata }),
    'with a fault': () =>
      rowFilterModal({
        tables: ['sales.orders'],
        chosen: 'sales.orders',
        name: 'eu',
        expression: 'region =',
        fault: 'A value is missing behind `=`.',
        metadata,
      }),
    'a change that hits somebody': () =>
      rowFilterModal({
        tables: ['sales.orders'],
        fixedName: 'eu',
        expression: "region = 'eu'",
        hits: ['*Analytics* until further notice'],
        metadata,
      }),
  },
  subscriptionList: {
    none: () =>
      subscriptionList({ title: 'Your requests', rows: [], total: 0, empty: 'Ask with `/mesh request`.' }),
    'more than shown': () => subscriptionList({ title: 'Your requests', rows: [row], total: 30, empty: '' }),
    'with a page behind it': () =>
      subscriptionList({ title: 'Your requests', rows: [row], total: 30, from: 20, next: '{}', empty: '' }),
  },
  teamSecretWrong: {
    'known before': () => teamSecretWrong({ key: 'sales', faults: 'approvers is missing', isShown: true }),
    'never right': () => teamSecretWrong({ key: 'sales', faults: 'approvers is missing', isShown: false }),
  },
  teamSecretRight: { one: () => teamSecretRight('sales') },
} as const;
