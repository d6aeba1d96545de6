import { authRevoke } from './auth-revoke.ts';
import { apiTest, authTest, teamInfo } from './auth-test.ts';
import { blocksValidate } from './blocks-validate.ts';
import { chatGetPermalink } from './chat-get-permalink.ts';
import { chatPostEphemeral } from './chat-post-ephemeral.ts';
import { chatPostMessage } from './chat-post-message.ts';
import { chatDelete, chatUpdate } from './chat-update.ts';
import {
  conversationsInfo,
  conversationsJoin,
  conversationsList,
  conversationsMembers,
  conversationsOpen,
} from './conversations.ts';
import { filesCompleteUploadExternal, filesGetUploadUrlExternal } from './files.ts';
import type { Method } from './method.ts';
import { oauthV2Access } from './oauth-v2-access.ts';
import { oauthV2Exchange } from './oauth-v2-exchange.ts';
import { reactionsAdd } from './reactions-add.ts';
import { usergroupsList, usergroupsUsersList } from './usergroups.ts';
import { usersInfo, usersList, usersLookupByEmail } from './users.ts';
import { viewsOpen, viewsPublish, viewsPush, viewsUpdate } from './views.ts';

/** Every method that is here. Any other is refused loudly with `unknown_method`. */
export const METHODS: ReadonlyMap<string, Method> = new Map(
  [
    apiTest,
    authRevoke,
    authTest,
    blocksValidate,
    chatDelete,
    chatGetPermalink,
    chatPostEphemeral,
    chatPostMessage,
    chatUpdate,
    conversationsInfo,
    conversationsJoin,
    conversationsList,
    conversationsMembers,
    conversationsOpen,
    filesCompleteUploadExternal,
    filesGetUploadUrlExternal,
    oauthV2Access,
    oauthV2Exchange,
    reactionsAdd,
    teamInfo,
    usergroupsList,
    usergroupsUsersList,
    usersInfo,
    usersList,
    usersLookupByEmail,
    viewsOpen,
    viewsPublish,
    viewsPush,
    viewsUpdate,
  ].map((method) => [method.name, method]),
);
