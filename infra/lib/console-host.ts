import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  type BehaviorOptions,
  CachePolicy,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import { z } from 'zod';
import type { Stage } from './stage.ts';

const Headers = z.object({ 'content-security-policy': z.string() });

/**
 * Every address of a page is answered with the page: which one it is, its script sees. An asset
 * that is not there is refused. Of these paths alone: an answer of the API is never rewritten.
 */
const pageOfEveryAddress = `function handler(event) {
  var request = event.request;
  if (!request.uri.startsWith('/console/assets/')) request.uri = '/console/index.html';
  return request;
}`;

/**
 * The files of the console in a bucket that only this deployment's CloudFront reads, and how they
 * are asked for. `folder` is what `npm run build:console` writes.
 */
export class ConsoleHost extends Construct {
  /** What CloudFront does with which paths. */
  readonly behaviors: Readonly<Record<string, BehaviorOptions>>;

  constructor(
    scope: Construct,
    id: string,
    { stage, folder }: { readonly stage: Stage; readonly folder: string },
  ) {
    super(scope, id);
    // The CDK's own types of a bucket do not hold under exactOptionalPropertyTypes.
    const bucket = new Bucket(this, 'Files', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      // A bucket with files cannot be deleted, and whoever has a page open still asks for them.
      removalPolicy: RemovalPolicy.RETAIN,
    }) as IBucket;
    const behavior: BehaviorOptions = {
      origin: S3BucketOrigin.withOriginAccessControl(bucket),
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      responseHeadersPolicy: this.headers(stage, folder),
      functionAssociations: [
        {
          eventType: FunctionEventType.VIEWER_REQUEST,
          function: new EdgeFunction(this, 'Addresses', {
            comment: 'Answers every address of the console with its page',
            code: FunctionCode.fromInline(pageOfEveryAddress),
            runtime: FunctionRuntime.JS_2_0,
          }),
        },
      ],
    };
    this.behaviors = { '/console': behavior, '/console/*': behavior };
    this.deploy(stage, folder, bucket);
  }

  /** What browsers are told of each answer, the policy of the build among it. */
  private headers(stage: Stage, folder: string): ResponseHeadersPolicy {
    const headers = Headers.parse(JSON.parse(readFileSync(join(folder, 'headers.json'), 'utf8')));
    return new ResponseHeadersPolicy(this, 'Headers', {
      comment: `The console of ${stage.name}`,
      securityHeadersBehavior: {
        contentSecurityPolicy: {
          contentSecurityPolicy: headers['content-security-policy'],
          override: true,
        },
        strictTransportSecurity: {
          accessControlMaxAge: Duration.days(365),
          override: true,
        },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
      },
      customHeadersBehavior: {
        customHeaders: [
          { header: 'cross-origin-opener-policy', value: 'same-origin', override: true },
        ],
      },
    });
  }

  /**
   * First the assets, whose names say their content, then the page that names them. Those of
   * earlier versions stay for pages that are open.
   */
  private deploy(stage: Stage, folder: string, bucket: IBucket): void {
    const common = {
      destinationBucket: bucket,
      prune: false,
      memoryLimit: 256,
      logGroup: new LogGroup(this, 'DeploymentLog', {
        logGroupName: `/bauhaus/${stage.name}/console-deployment`,
        retention: stage.logDays,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
    };
    const assets = new BucketDeployment(this, 'Assets', {
      ...common,
      sources: [Source.asset(join(folder, 'assets'))],
      destinationKeyPrefix: 'console/assets',
      cacheControl: [
        CacheControl.setPublic(),
        CacheControl.maxAge(Duration.days(365)),
        CacheControl.immutable(),
      ],
    });
    const page = new BucketDeployment(this, 'Page', {
      ...common,
      sources: [Source.data('index.html', readFileSync(join(folder, 'index.html'), 'utf8'))],
      destinationKeyPrefix: 'console',
      // Asked for each time, so that a new version is seen at once.
      cacheControl: [CacheControl.noCache()],
      contentType: 'text/html; charset=utf-8',
    });
    page.node.addDependency(assets);
  }
}
