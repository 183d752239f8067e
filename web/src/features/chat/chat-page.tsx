import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Columns } from "../../ui/columns.tsx";
import { useTitle } from "../../ui/use-title.ts";
import { CitationPanel } from "./citation-panel.tsx";
import { ConversationList } from "./conversation-list.tsx";
import { answersOf, type OpenCitation, parseCite } from "./messages.ts";
import { useOtherTabs } from "./other-tabs.ts";
import { conversationQuery } from "./queries.ts";
import type { ChatSearch } from "./route.ts";
import { Thread } from "./thread.tsx";
import { useErasedWhenLeft } from "./use-temporary.ts";

const newChat = getRouteApi("/shell/chat");
const chat = getRouteApi("/shell/chat/$conversationId");

export function NewChatPage(): ReactNode {
  return <ChatFrame conversationId={null} search={newChat.useSearch()} />;
}

export function ChatPage(): ReactNode {
  const { conversationId } = chat.useParams();
  return <ChatFrame key={conversationId} conversationId={conversationId} search={chat.useSearch()} />;
}

interface FrameProps {
  readonly conversationId: string | null;
  readonly search: ChatSearch;
}

function ChatFrame({ conversationId, search }: FrameProps): ReactNode {
  const { t } = useTranslation();
  const [isListOpen, setListOpen] = useState(false);
  const navigate = chat.useNavigate();
  const { data } = useQuery({ ...conversationQuery(conversationId ?? ""), enabled: conversationId !== null });
  useTitle(data?.temporary === true ? t("chat.temporary.title") : (data?.title ?? t("chat.newChat")));
  useErasedWhenLeft(conversationId, data?.temporary === true);
  useOtherTabs();
  const openCitation = (cite: OpenCitation | null): void => {
    if (conversationId === null) return;
    const { cite: _before, ...rest } = search;
    const next = cite === null ? rest : { ...rest, cite: `${cite.runId}.${cite.marker}` };
    void navigate({ params: { conversationId }, search: next, replace: true });
  };
  const open = parseCite(search.cite);
  const answer = open === null ? undefined : answersOf(data?.messages ?? []).find(({ runId }) => runId === open.runId);
  return (
    <Columns
      context={<ConversationList conversationId={conversationId} onChosen={() => setListOpen(false)} />}
      contextLabel={t("chat.conversations")}
      isContextOpen={isListOpen}
      onContextClose={() => setListOpen(false)}
      mainLabel={t("chat.title")}
      inspector={
        open !== null && answer !== undefined ? (
          <CitationPanel
            answer={answer}
            conversationId={conversationId}
            marker={open.marker}
            onOpen={(marker) => openCitation({ ...open, marker })}
            onClose={() => openCitation(null)}
          />
        ) : null
      }
    >
      <Thread conversationId={conversationId} search={search} open={open} onOpen={openCitation} onList={() => setListOpen(true)} />
    </Columns>
  );
}
