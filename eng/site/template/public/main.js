// Pages are written as the repository's host shows them, which differs from DocFX in a few things.
export default {
  // A block without a language is a terminal's text or a drawing.
  configureHljs: hljs => hljs.configure({ languages: [] }),
  start: () => {
    // A formula is a block of the language math.
    for (const code of document.querySelectorAll('pre > code.lang-math')) {
      const formula = document.createElement('div')
      formula.className = 'math'
      formula.textContent = `\\[${code.textContent}\\]`
      code.parentElement.replaceWith(formula)
    }
    // A bar in a table's cell has a backslash before it, in code too.
    for (const code of document.querySelectorAll('td code')) {
      code.textContent = code.textContent.replaceAll('\\|', '|')
    }
  }
}
