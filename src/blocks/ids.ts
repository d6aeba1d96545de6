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
/** Ends in the product's key, because each owner allows other lengths. */
export const DURATION_BLOCK = 'duration';
export const DURATION_ACTION = 'mesh.request.duration';
export const UNTIL_BLOCK = 'until';
export const UNTIL_ACTION = 'mesh.request.until';
export const REASON_BLOCK = 'reason';
export const REASON_ACTION = 'mesh.request.reason';

export const APPROVE = 'mesh.approve';
export const DENY = 'mesh.deny';
export const IMPORT = 'mesh.import';
export const SHARE_AGAIN = 'mesh.share-again';
export const EDIT_DRAFT = 'mesh.request.edit-draft';

export const DENY_VIEW = 'mesh.deny.reason';
export const DENY_REASON_BLOCK = 'deny-reason';
export const DENY_REASON_ACTION = 'mesh.deny.reason.text';
/** A view that only informs; it has nothing to submit. */
export const NOTICE_VIEW = 'mesh.notice';

export const REVIEW = 'mesh.review';
export const REVIEW_VIEW = 'mesh.review.form';
export const REVIEW_TABLES_BLOCK = 'review-tables';
export const REVIEW_PERMISSIONS_BLOCK = 'review-permissions';
export const REVIEW_GRANTABLE_BLOCK = 'review-grantable';
export const REVIEW_DURATION_BLOCK = 'review-duration';
export const REVIEW_UNTIL_BLOCK = 'review-until';
export const REVIEW_CONFIRM_BLOCK = 'review-confirm';
export const REVIEW_NOTE_BLOCK = 'review-note';
export const REVIEW_ACTION = 'mesh.review.choice';
export const RETRY = 'mesh.retry';
export const KEEP_PARTIAL = 'mesh.keep-partial';
export const ROLL_BACK = 'mesh.roll-back';
export const WITHDRAW = 'mesh.withdraw';
export const REVOKE = 'mesh.revoke';
export const REVOKE_VIEW = 'mesh.revoke.reason';
export const REVOKE_REASON_BLOCK = 'revoke-reason';
export const REVOKE_REASON_ACTION = 'mesh.revoke.reason.text';
export const MODIFY = 'mesh.modify';
export const MODIFY_VIEW = 'mesh.modify.form';
/** Opens the request form from a button, for example on App Home. */
export const OPEN_REQUEST = 'mesh.request.open';
export const HOME_PAGE = 'mesh.home.page';
export const MODIFY_PERMISSIONS_BLOCK = 'modify-permissions';
export const MODIFY_GRANTABLE_BLOCK = 'modify-grantable';
export const MODIFY_END_BLOCK = 'modify-end';
export const MODIFY_NOTE_BLOCK = 'modify-note';
/** Opens the form in which a producer publishes tables. */
export const OPEN_PUBLISH = 'mesh.publish.open';
export const PUBLISH_VIEW = 'mesh.publish';
export const PUBLISH_TEAM_BLOCK = 'publish-team';
export const PUBLISH_TEAM_ACTION = 'mesh.publish.team';
/** Ends in the team's key, because each team owns other databases. */
export const PUBLISH_SOURCE_BLOCK = 'publish-source';
export const PUBLISH_SOURCE_ACTION = 'mesh.publish.source';
export const PUBLISH_PATTERN_BLOCK = 'publish-pattern';
export const PUBLISH_PATTERN_ACTION = 'mesh.publish.pattern';
export const PUBLISH_PREVIEW_BLOCK = 'publish-preview';
export const PUBLISH_PRODUCT_BLOCK = 'publish-product';
export const PUBLISH_DOMAIN_BLOCK = 'publish-domain';
export const PUBLISH_PUBLIC_BLOCK = 'publish-public';
export const PUBLISH_NAME_BLOCK = 'publish-name';
export const PUBLISH_SCHEDULE_BLOCK = 'publish-schedule';
export const PUBLISH_CRON_BLOCK = 'publish-cron';
export const PUBLISH_ROLE_BLOCK = 'publish-role';
/** The fields of that form that change nothing else in it. */
export const PUBLISH_FIELD_ACTION = 'mesh.publish.field';
export const PUBLISH_RETRY = 'mesh.publish.retry';
/** Opens the form in which a producer takes a product out of the mesh; its value is the product's key. */
export const DELETE_PRODUCT = 'mesh.product.delete';
export const DELETE_PRODUCT_CHOICE = 'mesh.product.choice';
export const DELETE_PRODUCT_CHOICE_BLOCK = 'product-choice';
export const DELETE_PRODUCT_VIEW = 'mesh.product.delete.form';
export const DELETE_PRODUCT_BLOCK = 'product-confirm';
export const DELETE_PRODUCT_ACTION = 'mesh.product.delete.confirm';
export const PRODUCT_END_BLOCK = 'product-end';
export const PRODUCT_END_ACTION = 'mesh.product.end';
export const PRODUCT_END_REASON_BLOCK = 'product-end-reason';
export const REVIEW_FOLLOW_BLOCK = 'review-follow';
/** Asks for what an access that follows a product holds back. */
export const SHARE_HELD = 'mesh.follow.share';
export const NUDGE = 'mesh.nudge';
/** One block for each field that the owner's policy asks for; ends in the product's key and the field's name. */
export const FIELD_BLOCK = 'field';
export const FIELD_ACTION = 'mesh.request.field';
export const CONDITIONS_BLOCK = 'conditions';
export const CONDITIONS_ACTION = 'mesh.request.conditions';
export const ASK_AGAIN = 'mesh.request.again';
export const EDIT = 'mesh.edit';
export const EDIT_VIEW = 'mesh.edit.form';
export const ASK = 'mesh.ask';
export const ASK_VIEW = 'mesh.ask.question';
export const ASK_BLOCK = 'ask-question';
export const ANSWER = 'mesh.answer';
export const ANSWER_VIEW = 'mesh.answer.text';
export const ANSWER_BLOCK = 'answer-text';
/** What somebody wrote, in Ask and Answer. */
export const WORDS_ACTION = 'mesh.words';
/** Before the remedy that a button stands for. */
export const DRIFT = 'mesh.drift.';
/** Before the choice that a button stands for: `allow` or `hold`. */
export const BRAKE = 'mesh.brake.';
/** Their values are what the person was shown, so that nothing else is confirmed. */
export const ADOPT = 'mesh.adopt';
export const RESTORED = 'mesh.restored';
export const EMERGENCY_VIEW = 'mesh.emergency';
export const CONFIRM_BLOCK = 'confirm';
export const DRIFT_VIEW = 'mesh.drift.choice';
export const DRIFT_UNTIL_BLOCK = 'drift_until';
export const DRIFT_NOTE_BLOCK = 'drift_note';
export const HISTORY_MORE = 'mesh.history.more';
export const EXTEND = 'mesh.extend';
export const EXTEND_VIEW = 'mesh.extend.form';
export const EXTEND_DURATION_BLOCK = 'extend-duration';
export const EXTEND_DURATION_ACTION = 'mesh.extend.duration';
export const EXTEND_REASON_BLOCK = 'extend-reason';
export const EXTEND_REASON_ACTION = 'mesh.extend.reason';
export const LET_END = 'mesh.let-end';
export const EXTENSION_APPROVE = 'mesh.extension.approve';
export const EXTENSION_DENY = 'mesh.extension.deny';
export const EXTENSION_DENY_VIEW = 'mesh.extension.deny.reason';
export const EXTENSION_NOTE_BLOCK = 'extension-note';
export const EXTENSION_NOTE_ACTION = 'mesh.extension.note';
/** Opens the form of a row filter; its value says which, or that a new one is meant. */
export const ROW_FILTER_OPEN = 'mesh.row-filter.open';
export const ROW_FILTER_DELETE = 'mesh.row-filter.delete';
export const ROW_FILTER_VIEW = 'mesh.row-filter';
export const ROW_FILTER_TABLE_BLOCK = 'row-filter-table';
export const ROW_FILTER_NAME_BLOCK = 'row-filter-name';
export const ROW_FILTER_EXPRESSION_BLOCK = 'row-filter-expression';
export const ROW_FILTER_DESCRIPTION_BLOCK = 'row-filter-description';
/** Shows what the choices of a form would do. */
export const PLAN_SHOW = 'mesh.plan.show';
/** Does what a plan said; its value names the plan by its digest. */
export const PLAN_CONFIRM = 'mesh.plan.confirm';
