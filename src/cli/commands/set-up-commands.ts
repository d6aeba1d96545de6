import type { Command } from 'commander';
import { DataMeshAdmin } from '../../mesh/aws/library/data-mesh-admin.ts';
import { DataMeshMacros } from '../../mesh/aws/library/data-mesh-macros.ts';
import { adminOf, sides } from '../account-sides.ts';
import { collectValues, defineCommand, type Start } from '../define-command.ts';

/** How a mesh and its members are set up. */
export function addSetUpCommands(program: Command, start: Start): void {
  defineCommand(
    program,
    'install-mesh-objects',
    'set the mesh account up, or mend what is missing',
    'install-mesh-objects --credentials-file mesh.json',
  )
    .option('--with-users', 'make IAM users besides roles and groups, as the Python library does')
    .action(async (values: { readonly withUsers?: boolean }, command: Command) =>
      start({
        command,
        run: async (session) => {
          const made = await new DataMeshAdmin(session.as('Mesh')).initializeMeshAccount(values);
          const { manager, readOnly, subscriptionTracker } = made;
          const text = [
            `Manager   ${manager.roleArn}`,
            `Read-only ${readOnly.roleArn}`,
            `Table     ${subscriptionTracker.table}`,
            `Stream    ${subscriptionTracker.stream}`,
          ].join('\n');
          return { result: made, text };
        },
      }),
    );

  defineCommand(
    program,
    'enable-account',
    'set a member account up on both sides: its own role, and its role in the mesh',
    'enable-account --account-type producer --credentials-file mesh.json',
  )
    .requiredOption('--account-type <type>', 'producer, consumer or both')
    .option('--with-users', 'make IAM users besides roles and groups')
    .option('--crawler-role-arn <arn>', 'role for Glue crawlers, which the producer role may pass on')
    .option('--app-role-arn <arn>', "the app's role, which may take the account's role")
    .option('--external-id <id>', "what the app's role has to bring")
    .option(
      '--data-location <s3>',
      'location of the producer, where it may change what it offers once the mesh governs it; may be repeated',
      collectValues,
    )
    .action(async (values: EnableValues, command: Command) =>
      start({
        command,
        run: async (session) => {
          const { dataLocation = [], ...rest } = values;
          const meshCredentials = session.as('Mesh').credentials;
          const installed: Record<string, unknown> = {};
          for (const side of sides(values.accountType)) {
            const account = session.as(adminOf(side));
            const made = await new DataMeshMacros(account).bootstrapAccount({
              ...rest,
              accountType: side,
              dataLocations: dataLocation,
              meshCredentials,
              accountCredentials: account.credentials,
            });
            Object.assign(installed, made);
          }
          return {
            result: installed,
            text: `The account is set up as ${Object.keys(installed).join(' and ')}.`,
          };
        },
      }),
    );

  defineCommand(
    program,
    'initialize-account',
    "make the account's own role only; the mesh's administrator enables it afterwards",
    'initialize-account --account-type consumer --credentials-file account.json',
  )
    .requiredOption('--account-type <type>', 'producer, consumer or both')
    .option('--with-users', 'make IAM users besides roles and groups')
    .option('--crawler-role-arn <arn>', 'role for Glue crawlers')
    .option('--app-role-arn <arn>', "the app's role")
    .option('--external-id <id>', "what the app's role has to bring")
    .action(async (values: EnableValues, command: Command) =>
      start({
        command,
        run: async (session) => {
          const made = [];
          for (const side of sides(values.accountType)) {
            const admin = new DataMeshAdmin(session.as(adminOf(side)));
            made.push(
              await (side === 'producer'
                ? admin.initializeProducerAccount(values)
                : admin.initializeConsumerAccount(values)),
            );
          }
          return { result: made, text: made.map(({ roleArn }) => roleArn).join('\n') };
        },
      }),
    );
}

interface EnableValues {
  readonly accountType: string;
  readonly withUsers?: boolean;
  readonly crawlerRoleArn?: string;
  readonly appRoleArn?: string;
  readonly externalId?: string;
  readonly dataLocation?: readonly string[];
}
