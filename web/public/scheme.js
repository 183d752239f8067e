// Runs before anything is painted, so that a dark page never flashes white. A file of its own: the policy allows no inline scripts.
(() => {
  const root = document.documentElement;
  let chosen = null;
  let language = null;
  try {
    chosen = localStorage.getItem("mantine-color-scheme-value");
    language = localStorage.getItem("smartypants-language");
  } catch {
    // Storage is blocked: the system's colours and the browser's language hold.
  }
  const isDark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.setAttribute("data-mantine-color-scheme", isDark ? "dark" : "light");
  root.style.backgroundColor = isDark ? "#121416" : "#f8f7f4";
  if (language !== null) {
    root.lang = language;
    root.dir = language === "ar" ? "rtl" : "ltr";
  }
})();
