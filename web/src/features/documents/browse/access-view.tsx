import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { Document, ExplainAccessResponse, User } from "@smartypants/client";
import { useQuery } from "@tanstack/react-query";
import { useRouteContext } from "@tanstack/react-router";
import { IconFileText, IconLock, IconLockOpen2, IconUser, IconUsersGroup, IconWorld, type Icon as IconShape } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../../ui/icon.tsx";
import { Empty, LoadingRows, Problem } from "../../../ui/states.tsx";
import { groupChoicesQuery, personQuery } from "../../admin-people/queries.ts";
import { namePrincipal, type Titles } from "../../sources/principals.ts";
import { accessQuery } from "../queries.ts";
import styles from "./access-view.module.css";
import panelStyles from "./browse-panel.module.css";
import { peopleQuery } from "./queries.ts";

interface Props {
  readonly document: Document;
  /** Id of whose access is explained; one's own when absent. */
  readonly person: string | undefined;
  readonly onPerson: (id: string) => void;
}

/** Who can see a document, and why. The server tells administrators. */
export function AccessView({ document, person, onPerson }: Props): ReactNode {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/shell" });
  if (me.role !== "admin") {
    return (
      <div className={panelStyles.state}>
        <Empty icon={IconLock} title={t("browse.access.noPermission")}>
          {t("browse.access.noPermissionText", { source: document.source.name })}
        </Empty>
      </div>
    );
  }
  return <Explanation document={document} person={person ?? me.id} onPerson={onPerson} />;
}

const TYPING_MS = 200;

function Explanation({ document, person, onPerson }: Props & { readonly person: string }): ReactNode {
  const { t } = useTranslation();
  const { data: people = [] } = useQuery(peopleQuery(""));
  const [known, setKnown] = useState<readonly User[]>([]);
  const { data, error, refetch } = useQuery(accessQuery(document.id, person));
  const { data: groups = [] } = useQuery(groupChoicesQuery);
  const { data: asked } = useQuery(personQuery(person));
  const shown = [...known, ...people].find((each) => each.id === person) ?? asked;
  return (
    <div className={panelStyles.body} role="region" aria-label={t("browse.view.access")} tabIndex={0}>
      <PersonField
        person={shown}
        onPerson={(user) => {
          setKnown([user]);
          onPerson(user.id);
        }}
      />
      {error !== null && <Problem title={t("browse.access.failed")} error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <LoadingRows rows={3} />}
      {data?.person !== undefined && (
        <Verdict
          explanation={data}
          canRead={data.person.canRead}
          through={data.person.through}
          user={shown}
          {...{ person, document, groups }}
        />
      )}
      {data !== undefined && <Grants explanation={data} document={document} groups={groups} />}
    </div>
  );
}

type Groups = readonly { readonly id: string; readonly name: string }[];

interface GrantsProps {
  readonly explanation: ExplainAccessResponse;
  readonly document: Document;
  readonly groups: Groups;
}

interface VerdictProps extends GrantsProps {
  readonly canRead: boolean;
  readonly through: readonly string[];
  readonly person: string;
  readonly user: User | undefined;
}

/** A "no" is a sentence too, never an empty chain. */
function Verdict({ explanation, canRead, through, person, user, document, groups }: VerdictProps): ReactNode {
  const { t } = useTranslation();
  const why = user?.disabled === true ? "disabled" : explanation.allow.length === 0 ? "openToNobody" : "noGrant";
  return (
    <>
      <p className={styles.verdict} role="status">
        <Icon of={canRead ? IconLockOpen2 : IconLock} size={18} />
        <span>
          <b>{t(canRead ? "browse.access.can" : "browse.access.cannot", { name: user?.name ?? person })}</b>{" "}
          {canRead ? t("browse.access.grants", { count: through.length }) : t(`browse.access.${why}`)}
        </span>
      </p>
      {canRead &&
        (explanation.person?.paths ?? []).map(({ principal, via }) => (
          <Chain key={principal} {...{ via, user, document, groups }} titles={explanation.titles} />
        ))}
    </>
  );
}

function Grants({ explanation, document, groups }: GrantsProps): ReactNode {
  const { t } = useTranslation();
  const { allow, person } = explanation;
  return (
    <>
      <h3>{t("browse.access.all")}</h3>
      {allow.length === 0 && <p className={styles.nobody}>{t("sources.access.nobody")}</p>}
      <ul className={styles.grants}>
        {allow.map((principal) => (
          <li key={principal}>
            <Icon of={iconOf(principal)} />
            <span dir="auto">{namePrincipal(t, principal, groups, explanation.titles)}</span>
            {person?.through.includes(principal) === true && <small>{t("browse.access.thisWay")}</small>}
          </li>
        ))}
      </ul>
      <p className="note">
        {t(document.source.connector === "upload" ? "browse.access.uploadNote" : "browse.access.note", { source: document.source.name })}
      </p>
    </>
  );
}

interface PersonFieldProps {
  readonly person: User | undefined;
  readonly onPerson: (user: User) => void;
}

function PersonField({ person, onPerson }: PersonFieldProps): ReactNode {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const label = person === undefined ? "" : labelOf(person);
  const [settled] = useDebouncedValue(text === label ? "" : text.trim(), TYPING_MS);
  const { data: found = [] } = useQuery(peopleQuery(settled));
  const shown = person === undefined || found.some((each) => each.id === person.id) ? found : [person, ...found];
  return (
    <Select
      label={t("browse.access.person")}
      placeholder={t("browse.access.findPerson")}
      searchable
      allowDeselect={false}
      nothingFoundMessage={t("browse.access.nobodyFound")}
      // The server has looked already, in addresses too.
      filter={({ options }) => options}
      data={shown.map((user) => ({ value: user.id, label: labelOf(user) }))}
      value={person?.id ?? null}
      onSearchChange={setText}
      onChange={(id) => {
        const user = shown.find((each) => each.id === id);
        if (user !== undefined) onPerson(user);
      }}
    />
  );
}

function labelOf({ name, email }: User): string {
  return `${name}, ${email}`;
}

interface ChainProps {
  /** From what the person is by themselves, through groups in groups, to the grant. */
  readonly via: readonly string[];
  readonly user: User | undefined;
  readonly document: Document;
  readonly groups: Groups;
  readonly titles: Titles;
}

/** Person, what they are in, what that is in, what the last of it may read. */
function Chain({ via, user, document, groups, titles }: ChainProps): ReactNode {
  const { t } = useTranslation();
  // The person stands at the beginning already.
  const steps = via.filter((principal) => !principal.startsWith("user:"));
  const folder = document.path?.split("/").slice(0, -1).join(" / ") ?? "";
  const leadsTo = (next: string | undefined): string => {
    if (next === undefined) return t("browse.access.mayRead");
    return t(next.startsWith("group:") ? "browse.access.isIn" : "browse.access.belongsTo");
  };
  return (
    <ol className={styles.chain}>
      <Link icon={IconUser} title={user?.name ?? ""} text={user?.email ?? ""} verb={leadsTo(steps[0])} />
      {steps.map((principal, at) => (
        <Link
          key={principal}
          icon={iconOf(principal)}
          title={namePrincipal(t, principal, groups, titles)}
          text=""
          verb={leadsTo(steps[at + 1])}
        />
      ))}
      <Link icon={IconFileText} title={document.title} text={[document.source.name, folder].filter((part) => part !== "").join(" / ")} />
    </ol>
  );
}

interface LinkProps {
  readonly icon: IconShape;
  readonly title: string;
  readonly text: string;
  /** What leads from here to the next. */
  readonly verb?: string;
}

function Link({ icon, title, text, verb }: LinkProps): ReactNode {
  return (
    <li>
      <span className={styles.dot}>
        <Icon of={icon} />
      </span>
      <div>
        <b dir="auto">{title}</b>
        <small dir="auto">{text}</small>
        {verb !== undefined && <span className={styles.verb}>{verb}</span>}
      </div>
    </li>
  );
}

function iconOf(principal: string): IconShape {
  if (principal.startsWith("user:")) return IconUser;
  return principal.startsWith("group:") ? IconUsersGroup : IconWorld;
}
