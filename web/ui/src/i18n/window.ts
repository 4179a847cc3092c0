// Imported by the pages that edit or show calling windows, and by the calendar: brings their words in.
import { addMessages } from './index'
import { en } from './window.en'
import { zh } from './window.zh'

addMessages(zh, en)
