import { detectFileType } from '../detect-file-type.ts';

const detect = (latin1: string) =>
  detectFileType(new Uint8Array(Buffer.from(latin1, 'latin1')))?.contentType ?? null;

describe('the type of a file', () => {
  it.each([
    ['%PDF-1.7', 'application/pdf'],
    ['\xff\xd8\xff\xe0', 'image/jpeg'],
    ['\x89PNG\r\n\x1a\n\0', 'image/png'],
    ['RIFF\x24\0\0\0WEBPVP8 ', 'image/webp'],
    ['OggS\0\x02', 'audio/ogg'],
    ['#!AMR\n', 'audio/amr'],
    ['ID3\x04', 'audio/mpeg'],
    ['\xff\xfb\x90', 'audio/mpeg'],
    ['\xff\xf1\x50', 'audio/aac'],
    ['\0\0\0\x20ftypM4A ', 'audio/mp4'],
    ['\0\0\0\x20ftyp3gp4', 'video/3gpp'],
    ['\0\0\0\x20ftypisom', 'video/mp4'],
  ])('of %j is told by its bytes', (bytes, contentType) => {
    expect(detect(bytes)).toBe(contentType);
  });

  it.each([
    '',
    '%PDF',
    'RIFF\x24\0\0\0AVI LIST',
    'MZ\x90\0',
    '\x7fELF',
    'PK\x03\x04',
    '#!/bin/sh',
    '<html>',
    'GIF89a',
    '\xff\xff\xff',
    '\0\0\0\x20ftypheic',
    '\0\0\0\x20ftypavif',
  ])('of %j is none that is accepted', (bytes) => {
    expect(detect(bytes)).toBeNull();
  });
});
