import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { said } from './tools.ts';

/**
 * cfn-lint over every template of a cloud assembly: no error and no warning. Not W3005: the CDK writes DependsOn on a role beside the
 * reference to it. @returns what it found, or nothing
 */
export async function lintTemplates(bin: string, assembly: string): Promise<string[]> {
  const templates = readdirSync(assembly).filter((file) => file.endsWith('.template.json'));
  const args = ['--regions', 'us-east-1', '--ignore-checks', 'W3005', '--format', 'parseable', '--template'];
  const { code, text } = await said(join(bin, 'cfn-lint'), [...args, ...templates.map((file) => join(assembly, file))]);
  return code === 0 ? [] : text.split('\n').filter(Boolean);
}

interface Diagnostic {
  readonly message: string;
}
interface AslValidator {
  (definition: object, options: { checkPaths: boolean }): { isValid: boolean; errorsText(): string };
  readonly default?: AslValidator;
}
interface LanguageService {
  getLanguageService(options: object): {
    parseJSONDocument(document: object): object;
    doValidation(document: object, parsed: object): Promise<Diagnostic[]>;
  };
}

/** Both state machines before asl-validator and AWS's own language service, which know no substitutions. @returns what they found */
export async function checkDefinitions(npmFolder: string): Promise<string[]> {
  const require = createRequire(join(npmFolder, 'package.json'));
  const loaded = require('asl-validator') as AslValidator;
  const validate = loaded.default ?? loaded;
  const service = (require('amazon-states-language-service') as LanguageService).getLanguageService({});
  const { TextDocument } = require('vscode-languageserver-textdocument') as { TextDocument: { create(...args: unknown[]): object } };
  const findings: string[] = [];
  for (const name of ['pipeline', 'recovery']) {
    const text = readFileSync(`statemachine/${name}.asl.json`, 'utf8')
      .replace(/\$\{Partition\}/g, 'aws')
      .replace(/\$\{(\w+)\}/g, 'arn:aws:lambda:us-east-1:123456789012:function:$1:1');
    const verdict = validate(JSON.parse(text), { checkPaths: true });
    if (!verdict.isValid) findings.push(`asl-validator: ${name}: ${verdict.errorsText()}`);
    const document = TextDocument.create(`file:///${name}.asl.json`, 'asl', 1, text);
    const diagnostics = await service.doValidation(document, service.parseJSONDocument(document));
    findings.push(...diagnostics.map(({ message }) => `amazon-states-language-service: ${name}: ${message}`));
  }
  return findings;
}
