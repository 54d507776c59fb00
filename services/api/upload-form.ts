import { MultipartParseError, parseMultipart } from '@remix-run/multipart-parser';

/** A form with at most one file; `bytes` is a part of the body, not a copy. */
export interface UploadForm {
  readonly fields: ReadonlyMap<string, string>;
  readonly file: { readonly name: string; readonly bytes: Uint8Array } | null;
}

const maxParts = 20;
const maxFieldBytes = 4_096;
const boundaryPattern = /;\s{0,10}boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i;

/**
 * Takes a multipart form apart without copying the file in it; null where it is malformed. The file
 * is the part `file`, if it has a file name.
 */
export const readUploadForm = (
  body: Uint8Array<ArrayBuffer>,
  contentType: string,
): UploadForm | null => {
  const [, quoted, bare] = boundaryPattern.exec(contentType) ?? [];
  const boundary = quoted ?? bare;
  if (boundary === undefined) return null;
  const fields = new Map<string, string>();
  let file: UploadForm['file'] = null;
  try {
    const limits = { maxParts, maxFileSize: body.length, maxTotalSize: body.length };
    for (const part of parseMultipart(body, { boundary, ...limits })) {
      const [bytes = new Uint8Array(), ...more] = part.content;
      // The parser cuts only between chunks, and there was one.
      if (more.length > 0 || part.name === undefined) return null;
      if (part.filename !== undefined) {
        if (part.name === 'file') file ??= { name: part.filename, bytes };
      } else if (bytes.length <= maxFieldBytes) {
        fields.set(part.name, new TextDecoder().decode(bytes));
      } else return null;
    }
  } catch (error) {
    if (error instanceof MultipartParseError) return null;
    throw error;
  }
  return { fields, file };
};
