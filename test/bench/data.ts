import { Readable } from 'node:stream';
import { S3Client } from '@aws-sdk/client-s3';
import { listChannels } from '../../lambdas/shared/channel-data.ts';
import { row } from './figures.ts';

// `npm run bench:data`: what a listing of a training's data costs this side of S3, with the real client and its XML. One line of JSON last. Not
// a failure however slow; more memory for more objects is one.
const pageSize = 1000;
const counts = [1000, 100_000, 1_000_000];
/** What a page took S3 to answer: AWS gives 100 to 200 ms as the typical first byte of a small request. */
const pageMs = 150;
const functionMs = 900_000;

/** A client whose S3 is this process: pages as AWS writes them, and no time spent on the way. `onPage`: called before each. */
function clientOf(count: number, onPage: () => void): S3Client {
  const handle = async ({ query }: { query?: Record<string, string> }) => {
    onPage();
    const from = Number(query?.['continuation-token'] ?? 0);
    const to = Math.min(count, from + pageSize);
    const contents = Array.from({ length: to - from }, (_, i) => objectXml(from + i)).join('');
    const next = to < count ? `<IsTruncated>true</IsTruncated><NextContinuationToken>${to}</NextContinuationToken>` : '';
    const body = Readable.from([Buffer.from(`<ListBucketResult>${next}${contents}</ListBucketResult>`)]);
    return { response: { statusCode: 200, headers: { 'content-type': 'application/xml' }, body } };
  };
  const requestHandler = { handle, metadata: { handlerProtocol: 'http/1.1' } };
  return new S3Client({
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    requestHandler: requestHandler as never,
  });
}

const objectXml = (i: number): string =>
  `<Contents><Key>birds/training/images/${String(i).padStart(9, '0')}.jpg</Key><LastModified>2026-11-01T00:00:00.000Z</LastModified>` +
  `<ETag>&quot;${i.toString(16).padStart(32, '0')}&quot;</ETag><Size>48213</Size><StorageClass>STANDARD</StorageClass></Contents>`;

const table = [];
for (const count of counts) {
  const [before, cpu] = [process.memoryUsage().rss, process.cpuUsage()];
  let peak = before;
  const s3 = clientOf(count, () => {
    peak = Math.max(peak, process.memoryUsage().rss);
  });
  const listings = await listChannels(s3, { training: 's3://data/birds/training/' });
  if (listings.training?.count !== count) throw new Error(`Expected ${count} objects, got ${listings.training?.count}`);
  const { user, system } = process.cpuUsage(cpu);
  const pages = Math.ceil(count / pageSize);
  // The page's XML is made here too: its share is counted as ours.
  const cpuSeconds = (user + system) / 1e6;
  table.push({
    objects: count,
    pages,
    cpuSeconds,
    peakMb: Math.round((peak - before) / 1e6),
    onAwsSeconds: Math.round(cpuSeconds + (pages * pageMs) / 1000),
  });
}
console.log(`Node ${process.version}; ${pageMs} ms a page assumed of S3; a function has ${functionMs / 1000} s\n`);
console.log(row('objects', 'pages', 'CPU s', 'more MB', 'on AWS, s'));
for (const { objects, pages, cpuSeconds, peakMb, onAwsSeconds } of table)
  console.log(row(String(objects), String(pages), cpuSeconds.toFixed(2), String(peakMb), String(onAwsSeconds)));
console.log(JSON.stringify({ table }));
const [, middle, last] = table;
if (middle && last && last.peakMb > middle.peakMb + 100) throw new Error('Expected memory that does not grow with the number of objects');
