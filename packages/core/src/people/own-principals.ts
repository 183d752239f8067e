import type { Repositories } from "../ports/database/database.ts";
import type { Person } from "../ports/database/people.ts";
import type { Whose } from "../ports/database/personal-data.ts";

/** The person with what names them alone in lists of readers: their own address, verified or not, and those that a provider vouches for. */
export async function ownPrincipals({ signIn }: Pick<Repositories, "signIn">, { id, email }: Pick<Person, "id" | "email">): Promise<Whose> {
  const identities = await signIn.identitiesOf(id);
  const addresses = new Set([email, ...identities.flatMap((identity) => identity.addresses)]);
  return { userId: id, principals: [...addresses].map((address) => `user:${address}`) };
}
