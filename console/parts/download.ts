/** A table as a file of spreadsheets; what they would read as a formula is text. */
export const csvOf = (rows: readonly (readonly string[])[]): string =>
  rows
    .map((row) =>
      row.map((text) => `"${text.replaceAll('"', '""').replace(/^[=+@-]/, "'$&")}"`).join(','),
    )
    .join('\r\n');

/** Gives the browser a file to keep. A mark at the start makes spreadsheets read it as UTF-8. */
export const download = (name: string, type: string, content: string | Blob): void => {
  const blob = content instanceof Blob ? content : new Blob(['\uFEFF', content], { type });
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
};
