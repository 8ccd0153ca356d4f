// Light or dark: what was chosen here before, else what the system prefers.
const key = "elbo-studio-dark";

export function isDark() {
  const kept = localStorage.getItem(key);
  const dark = kept === null ? matchMedia("(prefers-color-scheme: dark)").matches : kept === "true";
  document.documentElement.style.colorScheme = dark ? "dark" : "light";
  return dark;
}

export function keep(dark) {
  localStorage.setItem(key, dark);
  document.documentElement.style.colorScheme = dark ? "dark" : "light";
}
