/** A number as people read it: without case, without spaces around and what can't be seen, however its letters are encoded. */
function asRead(authorizationNumber: string): string {
  return authorizationNumber
    .normalize("NFKC")
    .replace(/\p{Default_Ignorable_Code_Point}/gu, "")
    .trim()
    .toLowerCase();
}

export function isSameNumber(a: string, b: string): boolean {
  return asRead(a) === asRead(b);
}

/** The literal `Pending`, in any case: the payer's number is not known yet. */
export function isPending(authorizationNumber: string): boolean {
  return asRead(authorizationNumber) === "pending";
}
