import type { Command } from 'commander';
import { DataMeshAdmin } from '../../mesh/aws/library/data-mesh-admin.ts';
import { adminOf, sides } from '../account-sides.ts';
import { defineCommand, type Start } from '../define-command.ts';

/** What changes about a member account later. */
export function addAccountCommands(program: Command, start: Start): void {
  defineCommand(
    program,
    'trust-app',
    "let the app's role into an account that the Python library set up; everything else stays",
    'trust-app --account-type producer --app-role-arn arn:aws:iam::111111111111:role/data-mesh-fulfilment --external-id a-secret',
  )
    .requiredOption('--account-type <type>', 'producer, consumer or both')
    .requiredOption('--app-role-arn <arn>', "the app's role")
    .option('--external-id <id>', "what the app's role has to bring")
    .action(async (values: TrustValues, command: Command) =>
      start({
        command,
        run: async (session) => {
          const changed = sides(values.accountType);
          for (const side of changed) {
            await new DataMeshAdmin(session.as(adminOf(side))).trustApp(side, values);
          }
          return {
            result: { trusted: values.appRoleArn, sides: changed },
            text: `${values.appRoleArn} may take the account's roles now.`,
          };
        },
      }),
    );

  defineCommand(
    program,
    'remove-account',
    'remove the roles of a member account that nothing rests on any more; a plan without --confirm',
    'remove-account --account-id 222222222222 --confirm 222222222222',
  )
    .option(
      '--account-id <id>',
      'in the mesh account: whose roles; without it, the roles of the account itself',
    )
    .option(
      '--account-type <type>',
      'without --account-id: whose administrator, producer or consumer',
      'producer',
    )
    .option('--confirm <id>', 'the account id again')
    .action(async (values: RemoveValues, command: Command) =>
      start({
        command,
        run: async (session) => {
          const [side = 'producer'] = sides(values.accountType);
          const removal =
            values.accountId === undefined
              ? await new DataMeshAdmin(session.as(adminOf(side))).removeMember(values.confirm)
              : await new DataMeshAdmin(session.as('Mesh')).removeAccount(values.accountId, values.confirm);
          const names = removal.roles.join(', ');
          const text = removal.isPlan
            ? `Would remove, with policies, groups and users: ${names}. Repeat with --confirm and the account id.`
            : `Removed: ${names}.`;
          return { result: removal, text };
        },
      }),
    );
}

interface RemoveValues {
  readonly accountId?: string;
  readonly accountType: string;
  readonly confirm?: string;
}

interface TrustValues {
  readonly accountType: string;
  readonly appRoleArn: string;
  readonly externalId?: string;
}
