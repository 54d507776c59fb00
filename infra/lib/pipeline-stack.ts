import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import {
  OidcProviderNative,
  PolicyStatement,
  Role,
  type RoleProps,
  WebIdentityPrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

const issuer = 'token.actions.githubusercontent.com';

/** Properties of the PipelineStack. */
export interface PipelineStackProps extends StackProps {
  /** The repository whose workflows deploy, as `owner/name`. */
  readonly repository: string;
  /** The stages that are deployed to this account. */
  readonly stages: readonly string[];
  /** The qualifier of the CDK's bootstrap stack. */
  readonly qualifier?: string;
}

/**
 * What lets workflows of GitHub deploy, without keys: an identity provider, and for each stage a
 * role that shows differences and one that deploys. A role is given only to a job that runs in the
 * environment of its stage, which may ask for an approval.
 */
export class PipelineStack extends Stack {
  constructor(scope: Construct, id: string, props: PipelineStackProps) {
    super(scope, id, props);
    const { repository, stages, qualifier = 'hnb659fds' } = props;
    const provider = new OidcProviderNative(this, 'GitHub', {
      url: `https://${issuer}`,
      clientIds: ['sts.amazonaws.com'],
    });
    const bootstrapRole = (name: string) =>
      this.formatArn({
        service: 'iam',
        region: '',
        resource: 'role',
        resourceName: `cdk-${qualifier}-${name}-role-${this.account}-*`,
      });
    const roleFor = (
      environment: string,
      purpose: string,
      bootstrapRoles: readonly string[],
      rest: Pick<RoleProps, 'description'>,
    ): void => {
      const role = new Role(this, `${environment}-${purpose}`, {
        ...rest,
        roleName: `bauhaus-${environment}-${purpose}`,
        assumedBy: new WebIdentityPrincipal(provider.oidcProviderArn, {
          StringEquals: {
            [`${issuer}:aud`]: 'sts.amazonaws.com',
            [`${issuer}:sub`]: `repo:${repository}:environment:${environment}`,
          },
        }),
      });
      role.addToPolicy(
        new PolicyStatement({
          actions: ['sts:AssumeRole'],
          resources: bootstrapRoles.map(bootstrapRole),
        }),
      );
      new CfnOutput(this, `${environment}-${purpose}-arn`, { value: role.roleArn });
    };
    for (const stage of stages) {
      roleFor(`${stage}-read`, 'diff', ['lookup'], {
        description: `Shows what a deployment of ${stage} would change`,
      });
      roleFor(stage, 'deploy', ['deploy', 'file-publishing', 'lookup'], {
        description: `Deploys ${stage}`,
      });
    }
  }
}
