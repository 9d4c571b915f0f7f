/** Gives the user a file. A blob's address is the page's own and lives as long as the click needs it. */
export function saveFile(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // Browsers begin to save after the click was handled.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
