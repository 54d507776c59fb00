import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  HttpVersion,
  OriginRequestPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import { ConsoleHost } from './console-host.ts';
import type { Stage } from './stage.ts';

/** Requests of one address in five minutes; an agency's system behind one address makes fewer. */
const perAddress = 10_000;

const visibility = (metricName: string) => ({
  cloudWatchMetricsEnabled: true,
  metricName,
  sampledRequestsEnabled: true,
});

/**
 * Webhooks are signed, and carry what travellers write: a firewall that takes a word for an attack
 * would lose it.
 */
const notWebhooks = {
  notStatement: {
    statement: {
      byteMatchStatement: {
        fieldToMatch: { uriPath: {} },
        positionalConstraint: 'STARTS_WITH',
        searchString: '/webhooks/',
        textTransformations: [{ priority: 0, type: 'NORMALIZE_PATH' }],
      },
    },
  },
};

const managedRules = (
  priority: number,
  name: string,
  onlyCounted: readonly string[] = [],
): CfnWebACL.RuleProperty => ({
  name,
  priority,
  overrideAction: { none: {} },
  statement: {
    managedRuleGroupStatement: {
      vendorName: 'AWS',
      name,
      scopeDownStatement: notWebhooks,
      ruleActionOverrides: onlyCounted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
    },
  },
  visibilityConfig: visibility(name),
});

/**
 * CloudFront and its firewall in front of the HTTP API and the console, under the domain of the
 * stage. In
 * us-east-1, the only region that CloudFront takes certificates and firewalls from.
 */
export class EdgeStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    props: StackProps & {
      readonly stage: Stage;
      readonly domain: NonNullable<Stage['domain']>;
      /** The files of the console. */
      readonly consoleFolder: string;
    },
  ) {
    super(scope, id, props);
    const { stage, domain, consoleFolder } = props;
    const firewall = new CfnWebACL(this, 'Firewall', {
      name: `bauhaus-${stage.name}`,
      scope: 'CLOUDFRONT',
      defaultAction: { allow: {} },
      visibilityConfig: visibility(`bauhaus-${stage.name}`),
      rules: [
        {
          name: 'RatePerAddress',
          priority: 0,
          action: { block: { customResponse: { responseCode: 429 } } },
          statement: {
            rateBasedStatement: {
              limit: perAddress,
              aggregateKeyType: 'IP',
              scopeDownStatement: notWebhooks,
            },
          },
          visibilityConfig: visibility('RatePerAddress'),
        },
        managedRules(1, 'AWSManagedRulesAmazonIpReputationList'),
        // A booking with metadata or a file is larger than 8 KB.
        managedRules(2, 'AWSManagedRulesCommonRuleSet', ['SizeRestrictions_BODY']),
        managedRules(3, 'AWSManagedRulesKnownBadInputsRuleSet'),
      ],
    });
    const distribution = new Distribution(this, 'Distribution', {
      comment: `Bauhaus Travel, ${stage.name}`,
      domainNames: [domain.name],
      certificate: Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn),
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      httpVersion: HttpVersion.HTTP2_AND_3,
      webAclId: firewall.attrArn,
      defaultBehavior: {
        origin: new HttpOrigin(domain.originName),
        allowedMethods: AllowedMethods.ALLOW_ALL,
        cachePolicy: CachePolicy.CACHING_DISABLED,
        // Path, query and headers as they came, since Twilio signs them; Host is the origin's.
        originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      },
      // Of the same host as the API: its session needs no leave of another one.
      additionalBehaviors: new ConsoleHost(this, 'Console', { stage, folder: consoleFolder })
        .behaviors,
    });
    new CfnOutput(this, 'Target', {
      description: `Point ${domain.name} there (CNAME or alias)`,
      value: distribution.distributionDomainName,
    });
  }
}
