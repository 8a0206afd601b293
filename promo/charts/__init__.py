"""Results of analytics made into plotly figures. No colours: the browser has the theme."""
