/** Every id that Slack sends back to us. Block ids of inputs double as the keys of field errors. */
export const COMMAND = '/mesh';
export const REQUEST_SHORTCUT = 'mesh.request.shortcut';
export const REQUEST_MESSAGE_SHORTCUT = 'mesh.request.message-shortcut';

export const REQUEST_VIEW = 'mesh.request';
export const PRODUCT_BLOCK = 'product';
export const PRODUCT_ACTION = 'mesh.request.product';
export const TEAM_BLOCK = 'team';
export const TEAM_ACTION = 'mesh.request.team';
/** The tables' block id ends in the product's key, so that a new choice of product starts with nothing ticked. */
export const TABLES_BLOCK = 'tables';
export const TABLES_ACTION = 'mesh.request.tables';
export const PERMISSIONS_BLOCK = 'permissions';
export const PERMISSIONS_ACTION = 'mesh.request.permissions';
export const REASON_BLOCK = 'reason';
export const REASON_ACTION = 'mesh.request.reason';

export const APPROVE = 'mesh.approve';
export const DENY = 'mesh.deny';
export const IMPORT = 'mesh.import';
export const EDIT_DRAFT = 'mesh.request.edit-draft';

export const DENY_VIEW = 'mesh.deny.reason';
export const DENY_REASON_BLOCK = 'deny-reason';
export const DENY_REASON_ACTION = 'mesh.deny.reason.text';
/** A view that only informs; it has nothing to submit. */
export const NOTICE_VIEW = 'mesh.notice';
